"""The proof app."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as Caution


class ProofConfig(AppConfig):
    """See the package."""

    name = "mazalim.proof"
    label = "proof"

    def ready(self) -> None:
        """Look whether everybody can be given the keys that verify seals."""
        register(check_public_keys, Tags.security, deploy=True)


def check_public_keys(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """`check --deploy`: the web processes publish the key of seals, though they cannot sign with it."""
    from mazalim.proof.keys import public_keys

    if len(public_keys()) > 1:
        return []
    said = "Fewer than two public keys are known here: /seals/key.pem lacks the key of seals or of receipts. See MAZALIM_PUBLIC_KEYS_FILE."
    return [Caution(said, id="proof.W001")]
