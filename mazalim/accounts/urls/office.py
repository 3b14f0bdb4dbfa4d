"""Addresses of sign-in and of one's own account."""

from django.urls import path

from mazalim.accounts.views import signing_in as views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("invitation/<int:officer_id>/<str:token>/", views.invitation, name="invitation"),
    path("invitation/", views.choose_password, name="choose_password"),
    path("account/", views.account, name="account"),
    path("account/password/", views.password, name="password"),
]
