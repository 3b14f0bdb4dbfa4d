import json
from dataclasses import dataclass
from datetime import timedelta

import pytest

from mazalim.proof import keys
from mazalim.proof.receipts.queries import held_receipt, words_held
from mazalim.proof.seals.actions import seal
from mazalim.proof.seals.queries import seal_of
from mazalim.proof.seals.rules import published_form
from tests import factories
from tests.factories import NOON


@dataclass(frozen=True)
class Given:
    """A lodged case, and what its complainant and everybody else have of its proof."""

    case: factories.Case
    document: dict
    pem: bytes
    seal: bytes
    words: bytes

    @property
    def file(self) -> bytes:
        return json.dumps(self.document, ensure_ascii=False).encode()


def given(case: factories.Case) -> Given:
    held = held_receipt(case.complaint.pk)
    pem = "".join(key.pem for key in keys.public_keys()).encode()
    own = held.document.get("proof", {}).get("seal", {})
    return Given(case, dict(held.document), pem, json.dumps(own).encode(), json.dumps(words_held(case.complaint)).encode())


@pytest.fixture
def unsealed(country) -> Given:
    return given(factories.lodge(language="ckb"))


@pytest.fixture
def sealed(country) -> Given:
    """In the middle of the fourth day of the log, which is closed: both paths have several nodes."""
    for day in range(3):
        factories.lodge(at=NOON + timedelta(days=day))
        seal(at=NOON + timedelta(days=day))
    at = NOON + timedelta(days=3)
    case = factories.lodge(at=at, language="ckb", subject="CANARY-SUBJECT", description="CANARY-DESCRIPTION " * 9, given_name="CANARY-NAME")
    factories.lodge(at=at)
    seal(at=at)
    seal(at=at + timedelta(days=1))
    assert published_form(seal_of(at.date()))["closes_day"]
    return given(case)
