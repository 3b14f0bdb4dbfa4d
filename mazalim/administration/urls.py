from django.urls import path

from mazalim.administration.audit import views as audit
from mazalim.administration.frame.views import home
from mazalim.administration.officers import views as officers
from mazalim.administration.outbox import views as outbox
from mazalim.administration.roles import views as roles

app_name = "administration"
urlpatterns = [
    path("", home.home, name="home"),
    path("officers/", officers.officers, name="officers"),
    path("officers/add/", officers.add_officer, name="add_officer"),
    path("officers/<int:officer_id>/", officers.officer, name="officer"),
    path("officers/<int:officer_id>/edit/", officers.edit_officer, name="edit_officer"),
    path("officers/<int:officer_id>/close/", officers.close_officer, name="close_officer"),
    path("officers/<int:officer_id>/act/", officers.act_on_officer, name="act_on_officer"),
    path("officers/<int:officer_id>/role/", roles.propose, name="propose_role"),
    path("roles/", roles.waiting, name="waiting"),
    path("roles/<int:proposal_id>/decide/", roles.decide, name="decide"),
    path("roles/held/<int:grant_id>/end/", roles.end, name="end_role"),
    path("members/", roles.members, name="members"),
    path("changes/", audit.changes, name="changes"),
    path("changes/changes.csv", audit.changes_csv, name="changes_csv"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/retry/", outbox.retry_all, name="retry_all"),
    path("outbox/<int:job_id>/", outbox.retry, name="retry"),
]
