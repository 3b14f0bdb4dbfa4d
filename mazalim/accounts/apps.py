"""Officers and their roles."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Officers, roles and sign-in. Citizens have no account."""

    name = "mazalim.accounts"
    label = "accounts"
