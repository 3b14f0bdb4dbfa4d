"""Stored files."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Info, Tags, register
from django.core.checks import Warning as Caution


class EvidenceConfig(AppConfig):
    """Files that people send. Knows no officer and no case."""

    name = "mazalim.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Let `manage.py check --deploy` say how it stands with the scanner."""
        register(check_scanner, Tags.security, deploy=True)


def check_scanner(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A check of installations: files are scanned, and by somebody who answers."""
    from mazalim.evidence.queries import scanner_answers

    answers = scanner_answers()
    if answers is None:
        return [Info("Files that people send are not scanned: MAZALIM_CLAMD_URL is not set.", id="evidence.I001")]
    return [] if answers else [Caution("The scanner at MAZALIM_CLAMD_URL does not answer: files wait.", id="evidence.W001")]
