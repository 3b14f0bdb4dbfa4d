from django.urls import path

from mazalim.administration.audit import views as audit
from mazalim.administration.frame.views import home
from mazalim.administration.outbox import views as outbox

app_name = "administration"
urlpatterns = [
    path("", home.home, name="home"),
    path("changes/", audit.changes, name="changes"),
    path("changes/changes.csv", audit.changes_csv, name="changes_csv"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/retry/", outbox.retry_all, name="retry_all"),
    path("outbox/<int:job_id>/", outbox.retry, name="retry"),
]
