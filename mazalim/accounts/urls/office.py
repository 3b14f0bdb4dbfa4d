"""Addresses of sign-in and of one's own account."""

from django.urls import path

from mazalim.accounts.views import account, invitations, signing_in, signing_on, steps

app_name = "accounts"
urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-in/second-step/", signing_in.second_step, name="second_step"),
    path("sign-in/organisation/", signing_on.sign_on, name="sign_on"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("invitation/<int:officer_id>/<str:token>/", invitations.invitation, name="invitation"),
    path("invitation/", invitations.choose_password, name="choose_password"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/sessions/", account.sessions, name="sessions"),
    path("account/second-step/", steps.steps, name="steps"),
    path("account/second-step/app/", steps.app, name="app"),
    path("account/second-step/passkey/", steps.passkey, name="passkey"),
    path("account/second-step/recovery/", steps.recovery_codes, name="recovery_codes"),
    path("account/second-step/remove/", steps.remove, name="remove_step"),
]
