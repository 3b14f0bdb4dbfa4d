"""Which pages and which tables a replica may serve, and how one is chosen: the rules that need no server."""

from time import monotonic

import pytest
from django.apps import apps

from mazalim.complaints.access.addresses import addresses
from mazalim.work.replicas import from_replica, health, replica_read
from mazalim.work.replicas.health import NEWEST, Seen
from mazalim.work.replicas.router import MAY_LAG, Router

# Nothing of these is acted upon: each shows, and every act that it leads to looks at the primary.
PAGES = {
    "/api/v1/figures",
    "/api/v1/office/cases",
    "pages:accessibility",
    "pages:contact",
    "pages:home",
    "pages:how",
    "pages:privacy",
    "pages:questions",
    "statistics:body",
    "statistics:body_csv",
    "statistics:country_csv",
    "statistics:figures",
    "systemic:you_said",
    "workbench:board",
    "workbench:desk",
    "workbench:export",
    "workbench:my_work",
}


def is_marked(view) -> bool:
    while view is not None:
        if getattr(view, "may_read_replica", False):
            return True
        cells = [cell.cell_contents for cell in getattr(view, "__closure__", None) or ()]
        operations = [one for cell in cells for one in getattr(cell, "operations", ())]
        if any(is_marked(operation.view_func) for operation in operations):
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def test_lists_public_figures_and_public_texts_alone_may_read_a_replica():
    assert {address.key for address in addresses("config.urls") if is_marked(address.view)} == PAGES


def test_accounts_exclusions_limits_and_policy_are_never_read_from_a_replica():
    labels = {model._meta.label_lower for model in apps.get_models()}
    assert labels >= MAY_LAG
    never = ("accounts.", "sessions.", "work.", "verification.", "complainants.", "evidence.", "notices.", "proof.", "routing.", "intake.")
    assert not [label for label in MAY_LAG if label.startswith(never)]
    assert not MAY_LAG & {"complaints.exclusion", "complaints.proposal", "country.policyversion", "country.holiday", "directory.publicbody"}


@pytest.fixture
def two(settings):
    """Two replicas that are level, as they were seen this moment."""
    settings.MAZALIM_REPLICAS = ("replica1", "replica2")
    settings.MAZALIM_REPLICA_LAG = 10
    health.forget()
    for alias in settings.MAZALIM_REPLICAS:
        see(alias)
    yield settings
    health.forget()


def see(alias, *, seconds_ago=0.0, **seen):
    now = monotonic()
    health._seen[alias] = Seen(alias, **{"looked_at": now - seconds_ago, "replayed": 1000, "level_at": now - seconds_ago, **seen})


def test_several_replicas_are_read_in_turn(two):
    chosen = [health.fit_in_turn()[0] for _ in range(6)]
    assert chosen.count("replica1") == chosen.count("replica2") == 3


@pytest.mark.parametrize(
    "state", [{"behind": 11.0}, {"fault": "it does not answer"}, {"out_until": monotonic() + 3600}, {"looked_at": None}]
)
def test_what_lags_fails_or_was_never_looked_at_is_left_out(two, state, monkeypatch):
    monkeypatch.setitem(health._seen, "replica1", Seen("replica1", **{"looked_at": monotonic(), **state}))
    health._looking.add("replica1")  # somebody is at it
    try:
        assert [health.fit_in_turn() for _ in range(2)] == [["replica2"]] * 2
    finally:
        health._looking.discard("replica1")


def test_what_was_seen_long_ago_counts_as_lag(two):
    assert health._of("replica1").is_fit(monotonic())
    assert health._of("replica1").is_fit(monotonic() + 9)
    assert not health._of("replica1").is_fit(monotonic() + 11)


def test_whose_last_write_has_no_known_place_reads_the_primary(two):
    assert from_replica(replica_read, written=NEWEST) is None


def test_a_quiet_night_is_no_lag():
    before = Seen("replica1", looked_at=100.0, replayed=500, level_at=100.0)
    level = health._judged(before, 101.0, written=500, replayed=500, since_last=30_000.0)
    assert (level.behind, level.level_at) == (0.0, 101.0)
    first_word = health._judged(level, 102.0, written=600, replayed=500, since_last=30_001.0)
    assert first_word.behind == 1.0  # since it was level; what is missing was written after that
    busy = health._judged(first_word, 103.0, written=700, replayed=650, since_last=0.2)
    assert busy.behind == 0.2


def test_without_replicas_everything_is_read_where_it_is_written(settings):
    assert settings.MAZALIM_REPLICAS == ()
    assert not hasattr(settings, "DATABASE_ROUTERS") or settings.DATABASE_ROUTERS == []
    assert from_replica(replica_read) is None
    assert Router().db_for_read(apps.get_model("complaints.complaint")) == "default"
