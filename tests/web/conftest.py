"""The shell is tried with the policy of Kurdistan and with addresses of its own."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mazalim.country.actions import load_policy
from mazalim.country.queries import forget_policy
from mazalim.web import formats

LOADED_AT = datetime(2026, 11, 1, tzinfo=UTC)
PROFILES = Path(__file__).resolve().parents[2] / "profiles"
IRAQ = {"ckb": "ckb_IQ", "ar": "ar_IQ", "en": "en_GB", "fr": "fr_FR"}
MOROCCO = {"ar": "ar_MA", "fr": "fr_MA", "en": "en_GB", "ckb": "ckb_IQ"}


@pytest.fixture(autouse=True)
def _iraqi_manner() -> Iterator[None]:
    token = formats._manner.set(None)
    formats.use(IRAQ, ZoneInfo("Asia/Baghdad"), fallback=("en", "ar", "ckb", "fr"))
    yield
    formats._manner.reset(token)


@pytest.fixture
def kurdistan(db: None) -> Iterator[None]:
    """The policy of the profile, as load_profile writes it."""
    policy = tomllib.loads((PROFILES / "kurdistan" / "profile.toml").read_text())
    load_policy(policy=policy, valid_from=policy.pop("valid_from"), at=LOADED_AT)
    yield
    forget_policy()
