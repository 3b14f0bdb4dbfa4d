"""Replicas and the shared cache as settings name them."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import Environment
from config.outside import cache_url, replicas

PRIMARY = {
    "ENGINE": "mazalim.common.database.postgresql",
    **dict.fromkeys(("NAME", "USER", "PASSWORD", "HOST", "PORT"), "primary"),
    "OPTIONS": {"target_session_attrs": "read-write", "pool": {"min_size": 1, "max_size": 16, "timeout": 10}},
}


def read(written, primary=PRIMARY, *, is_pooled=False):
    return replicas(Environment({"MAZALIM_REPLICA_URLS": written}), primary, is_pooled=is_pooled)


def test_replicas_may_be_divided_by_spaces_or_commas_and_are_read_only():
    found = read("postgresql://r:s@one/c, postgresql://r:s@two:5433/c?sslmode=verify-full")
    assert [(name, one["HOST"], one["PORT"]) for name, one in found.items()] == [("replica1", "one", ""), ("replica2", "two", 5433)]
    for one in found.values():
        assert one["OPTIONS"]["options"] == "-c default_transaction_read_only=on"
        assert one["OPTIONS"]["pool"]["min_size"] == 0  # nobody connects to a replica that is not read
        assert one["OPTIONS"]["connect_timeout"] == 2
        assert one["OPTIONS"]["pool"]["reconnect_timeout"] == 3  # else a replica that was away for long is missed for long after it is back
        assert "target_session_attrs" not in one["OPTIONS"]
    assert found["replica2"]["OPTIONS"]["sslmode"] == "verify-full"
    assert PRIMARY["OPTIONS"]["pool"]["min_size"] == 1


def test_a_pooler_is_sent_no_options_of_a_session():
    assert "options" not in read("postgresql://r:s@one/c", is_pooled=True)["replica1"]["OPTIONS"]


def test_none_is_named_none_is_there():
    assert read("") == {}
    assert cache_url(Environment({})) == ""


@pytest.mark.parametrize("written", ["mysql://one/c", "replica", "postgresql://one:port/c", "postgresql://one/"])
def test_a_wrong_replica_stops_the_start(written):
    with pytest.raises(ImproperlyConfigured, match="MAZALIM_REPLICA_URLS"):
        read(written)


def test_sqlite_has_no_replicas():
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        read("postgresql://r:s@one/c", {"ENGINE": "django.db.backends.sqlite3"})


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("redis://:secret@cache:6379/1", "redis://:secret@cache:6379/1"),
        ("valkey://cache", "redis://cache"),
        ("valkeys://cache", "rediss://cache"),
        ("rediss://cache", "rediss://cache"),
        ("unix:///run/valkey/valkey.sock?db=2", "unix:///run/valkey/valkey.sock?db=2"),
    ],
)
def test_the_cache_is_named_by_an_address(written, meant):
    assert cache_url(Environment({"MAZALIM_CACHE_URL": written})) == meant


@pytest.mark.parametrize("written", ["memcached://cache", "cache:6379", "redis://", "unix://", "redis://cache:port"])
def test_a_wrong_cache_stops_the_start(written):
    with pytest.raises(ImproperlyConfigured, match="MAZALIM_CACHE_URL"):
        cache_url(Environment({"MAZALIM_CACHE_URL": written}))
