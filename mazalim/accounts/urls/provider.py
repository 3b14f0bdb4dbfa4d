"""Where an organisation's own sign-in sends officers back to; registered there word for word, so it has no language."""

from django.urls import path

from mazalim.accounts.views import signing_on

app_name = "sign_on"
urlpatterns = [path("back/", signing_on.back, name="back")]
