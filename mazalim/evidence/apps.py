"""Stored files."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Files that people send. Knows no officer and no case."""

    name = "mazalim.evidence"
    label = "evidence"
