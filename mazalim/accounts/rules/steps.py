"""Who must show a second step, and what counts as one."""

from collections.abc import Collection

from django.conf import settings

PASSWORD, APP, PASSKEY, RECOVERY, PROVIDER, MISSING = "password", "app", "passkey", "recovery", "provider", "missing"
SECONDS_OF_A_CODE = 30
DRIFT = 1  # half minutes that the officer's clock may go before or after ours


def needs_second_step(roles: Collection[str]) -> bool:
    """Whether somebody with these roles comes in by password alone (False) or must show more."""
    return bool(settings.MAZALIM_SECOND_FACTOR & set(roles))


def is_asked_of_anybody() -> bool:
    """Whether the installation asks anybody for a second step; the demonstration does not."""
    return bool(settings.MAZALIM_SECOND_FACTOR)


def provider_showed_both(*, acr: str, amr: Collection[str]) -> bool:
    """Whether the organisation's sign-in says that it asked for a second factor itself, in one of the words that MAZALIM_OIDC_FACTOR lists."""
    trusted = settings.MAZALIM_OIDC_FACTOR
    return "always" in trusted or bool(trusted & {acr, *amr})
