"""The receipts app."""

from django.apps import AppConfig


class ReceiptsConfig(AppConfig):
    """See the package."""

    name = "mazalim.proof.receipts"
    label = "receipts"
