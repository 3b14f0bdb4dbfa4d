"""Limits in the shared cache, and what becomes of them when it goes down, hangs, comes back or is emptied. On a real server."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from mazalim.figures.queries import Mark
from mazalim.journey.statistics.queries.kept import _kept, drawn
from mazalim.keeping.queries.readiness import forget as look_anew
from mazalim.keeping.queries.readiness import parts
from mazalim.work import limits, shared
from mazalim.work.models import LimitCounter
from tests import factories
from tests.work.cache_server import Server, running

__all__ = ["running"]
NOON = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
FLOOD, MONTH = "drafts_per_network", 2_592_000  # so long that no test stands at the end of a window
pytestmark = pytest.mark.django_db


@pytest.fixture
def server(running: Server, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The server, alive, empty and in use; of the flood three are allowed in a month."""
    if running.process.poll() is not None:
        running.start()
    shared._client(running.url).flushall()
    settings.MAZALIM_CACHE_URL = running.url
    settings.MAZALIM_LIMITS = {**settings.MAZALIM_LIMITS, FLOOD: (3, MONTH), "tracking_failures_per_code": (3, MONTH)}
    monkeypatch.setattr(shared, "LEFT_ALONE_FOR", 0.05)
    shared.forget()
    yield running
    running.go_on()
    shared.forget()


def allowed(times: int, limit: str = FLOOD) -> int:
    """How many of so many tries are let through."""
    return sum(limits.count(limit, "somebody", at=timezone.now()) for _ in range(times))


def let_it_be_tried_again() -> None:
    time.sleep(0.06)


def test_a_flood_is_counted_in_the_cache_and_costs_no_query(server: Server, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert allowed(5) == 3
        assert limits.is_spent(FLOOD, "somebody", at=timezone.now())
        assert not limits.is_spent(FLOOD, "somebody else", at=timezone.now())


def test_of_many_at_one_moment_no_more_are_let_through_than_the_limit_allows(server: Server) -> None:
    at = timezone.now()
    with ThreadPoolExecutor(8) as threads:
        let = list(threads.map(lambda _: limits._in_cache(FLOOD, b"one key", 1, at=at) <= 3, range(64)))
    assert sum(let) == 3


def test_guesses_codes_and_sign_in_are_counted_in_the_database_whatever_there_is(server: Server) -> None:
    assert allowed(5, "tracking_failures_per_code") == 3
    shared._client(server.url).flushall()
    assert allowed(5, "tracking_failures_per_code") == 0
    assert shared._client(server.url).keys("*") == []
    guarding = ("codes_", "sign_in_", "second_step_", "service_key_", "tracking_", "sms_")
    assert not [name for name in limits.IN_CACHE if name.startswith(guarding)]


def test_when_the_server_is_killed_the_database_goes_on_counting(server: Server) -> None:
    assert allowed(2) == 2
    server.kill()
    assert allowed(9) == 3
    assert LimitCounter.objects.get().count == 9


def test_when_it_comes_back_within_the_window_nobody_has_a_new_allowance(server: Server) -> None:
    server.kill()
    assert allowed(9) == 3
    server.start()
    let_it_be_tried_again()
    assert allowed(9) == 0
    assert shared._client(server.url).keys("*") != []


def test_going_down_and_coming_back_again_and_again_gives_no_more_than_twice_the_limit(server: Server) -> None:
    let = 0
    for _ in range(4):
        let += allowed(5)
        server.hang()
        let += allowed(5)
        server.go_on()
        let_it_be_tried_again()
    assert 3 <= let <= 6


def test_a_server_that_hangs_costs_one_request_a_fifth_of_a_second_and_the_others_nothing(server: Server, monkeypatch) -> None:
    monkeypatch.setattr(shared, "LEFT_ALONE_FOR", 5)
    assert allowed(1) == 1
    server.hang()
    began = time.monotonic()
    assert allowed(1) == 1
    first = time.monotonic() - began
    began = time.monotonic()
    with pytest.raises(shared.Unavailable):
        shared.ask(lambda client: client.ping())
    assert shared.PATIENCE <= first < 5 * shared.PATIENCE
    assert time.monotonic() - began < shared.PATIENCE / 2


def test_an_emptied_cache_begins_to_count_anew_and_breaks_nothing(server: Server) -> None:
    assert allowed(5) == 3
    shared._client(server.url).flushall()
    assert allowed(5) == 3


def test_what_others_put_into_the_cache_is_not_believed(server: Server) -> None:
    shared.put("page", b"ours", seconds=60)
    assert shared.get("page") == b"ours"
    client = shared._client(server.url)
    client.set("mazalim:page", b"x" * 32 + b"theirs")
    assert shared.get("page") is None
    shared.put("another", b"ours", seconds=60)
    client.set("mazalim:page", client.get("mazalim:another"))  # ours, in another place
    assert shared.get("page") is None
    client.set("mazalim:limit:x", "no number")
    with pytest.raises(shared.Unavailable):
        shared.add("limit:x", 1, seconds=60)


def test_a_key_is_forgotten_with_its_window_and_names_nobody(server: Server) -> None:
    limits.count(FLOOD, "192.0.2.7", at=NOON)
    client = shared._client(server.url)
    (key,) = client.keys("*")
    assert b"192.0.2.7" not in key
    assert 0 < client.ttl(key) <= MONTH + 1


def test_a_citizen_notices_nothing_of_a_dead_cache(country: None, server: Server) -> None:
    server.kill()
    assert Client().get("/en/").status_code == 200
    answer = Client().post("/en/complain/", {"kind": "complaint"}, follow=True)
    assert answer.status_code < 500
    factories.draft()
    look_anew()
    part = next(one for one in parts(at=timezone.now()) if one.name == "cache")
    assert part.state == "warning"
    server.start()
    look_anew()
    assert next(one for one in parts(at=timezone.now()) if one.name == "cache").state == "ok"


def test_without_the_setting_the_database_counts(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert limits.count(FLOOD, "somebody", at=NOON)
    assert LimitCounter.objects.get().count == 1


def test_a_page_of_figures_is_drawn_once_for_all_processes_and_anew_when_a_figure_changes(server: Server) -> None:
    drawings = []

    def draw() -> bytes:
        drawings.append(1)
        return b"<p>12,403</p>"

    mark = Mark(1, uuid4(), timezone.now())
    for _ in range(2):
        assert drawn(mark, "country", draw) == b"<p>12,403</p>"
        _kept.clear()  # as another process
    assert len(drawings) == 1
    drawn(Mark(1, uuid4(), timezone.now()), "country", draw)
    server.kill()
    _kept.clear()
    assert drawn(mark, "country", draw) == b"<p>12,403</p>"
    assert len(drawings) == 3
