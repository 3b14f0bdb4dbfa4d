"""The proof app."""

from django.apps import AppConfig


class ProofConfig(AppConfig):
    """See the package."""

    name = "mazalim.proof"
    label = "proof"
