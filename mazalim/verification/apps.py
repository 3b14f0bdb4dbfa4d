"""One-time codes to an e-mail address or telephone."""

from django.apps import AppConfig


class VerificationConfig(AppConfig):
    """Issue, check, throttle and forget verification codes."""

    name = "mazalim.verification"
    label = "verification"
