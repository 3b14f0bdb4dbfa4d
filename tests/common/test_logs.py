"""A line of the log holds what is allowed, whatever was typed; security events are listed, and stand apart."""

import json
import logging
import re

import pytest
from django.test import Client

from mazalim.common.logs import EVENTS, FIELDS, SECURITY, formatter, request_id, security_event
from mazalim.work import limits
from tests import factories
from tests.architecture.house import ROOT, calls, expect_none, place
from tests.factories import NOON
from tests.logs import PERSONAL, READER

NAME = "Zainab Karim"


def line(message, *args, logger="mazalim.x", level=logging.WARNING, how="json", exc_info=None, **fields):
    record = logging.getLogger(logger).makeRecord(logger, level, __file__, 1, message, args, exc_info, extra=fields)
    written = formatter(how).format(record)
    return json.loads(written) if how == "json" else written


class Kept(logging.Handler):
    """The lines of one stream while a test lasts."""

    def __init__(self):
        super().__init__()
        self.lines = []
        self.setFormatter(formatter("json"))

    def emit(self, record):
        self.lines.append(json.loads(self.format(record)))

    def named(self, event):
        return [line for line in self.lines if line["event"] == event]


@pytest.fixture
def security():
    kept, logger = Kept(), logging.getLogger(SECURITY)
    logger.addHandler(kept)
    yield kept
    logger.removeHandler(kept)


def test_a_line_is_one_json_object_with_time_level_and_the_number_of_the_request():
    token = request_id.set("8f0c1d6e2a9b4c57")
    written = line("The page could not be drawn.", status=500)
    request_id.reset(token)
    assert written["event"] == "The page could not be drawn."
    assert (written["level"], written["request_id"], written["status"]) == ("warning", "8f0c1d6e2a9b4c57", 500)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", written["at"])


def test_fields_that_are_not_listed_and_values_that_somebody_may_have_typed_stay_out():
    written = line("It happened.", name_typed=NAME, officer=7, role="officer", kind=NAME, case="2026-0001234", network="zainab@example.org")
    assert "name_typed" not in written
    assert (written["officer"], written["role"], written["case"]) == (7, "officer", "2026-0001234")
    assert (written["kind"], written["network"]) == ("…", "…")


def test_an_exception_is_written_by_kind_and_place_without_its_text():
    def fails():
        raise ValueError(f"Key (email)=({NAME}) already exists")

    try:
        fails()
    except ValueError as error:
        written = line("It broke.", exc_info=(type(error), error, error.__traceback__))
    assert written["error"] == "builtins.ValueError"
    assert written["places"][-1].endswith(" fails")
    assert not PERSONAL.search(json.dumps(written, ensure_ascii=False))


def test_what_libraries_put_into_their_words_stays_out():
    assert line("Not Found: %s", f"/en/{NAME}", logger="some.library")["event"] == "Not Found: …"
    assert line("%d of %s", 3, NAME, logger="some.library")["event"] == "3 of …"
    assert line("%s: %s", "Not Found", f"/en/{NAME}", logger="django.request", level=logging.ERROR)["event"] == "request_failed"
    refused = line(f"Invalid HTTP_HOST header: {NAME}", logger="django.security.DisallowedHost")
    assert (refused["event"], refused["stream"]) == ("suspicious_host", "security")
    assert not PERSONAL.search(json.dumps(refused))


def test_lines_for_people_are_no_json_and_name_the_fields():
    assert "officer=7" in line("It happened.", how="lines", officer=7)


def test_only_listed_events_are_written_and_each_listed_one_is():
    used = {call.args[0].value for _, call in calls("security_event")}
    of_django = {"csrf_failed", "suspicious_host", "suspicious_request"}
    assert used | of_django == set(EVENTS)
    with pytest.raises(KeyError):
        security_event("something_else")


def test_every_field_of_an_event_is_a_listed_one():
    given = {(place(path), word.arg) for path, call in calls("security_event") for word in call.keywords}
    expect_none(f"{where}: {name}" for where, name in given if name not in {*FIELDS, "network"})


def test_the_documented_events_are_those_of_the_product():
    page = (ROOT / "docs/security/logs.md").read_text("utf-8")
    assert dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", page.split("## Security events")[1], flags=re.MULTILINE)) == EVENTS


def test_a_network_is_written_as_a_sign_that_tells_equal_from_unequal(security):
    for network in ("203.0.113.7", "203.0.113.7", "203.0.113.8"):
        security_event("sign_in_failed", network=network)
    first, same, other = (one["network"] for one in security.lines)
    assert first == same != other
    assert len(first) == 12


@pytest.mark.django_db
def test_a_limit_leaves_one_event_when_it_is_crossed_and_none_after(security, settings):
    settings.MAZALIM_LIMITS = {**settings.MAZALIM_LIMITS, "messages_per_complaint": (2, 3600)}
    for _ in range(5):
        limits.count("messages_per_complaint", "1", at=NOON)
    (event,) = security.named("limit_reached")
    assert event["limit"] == "messages_per_complaint"


@pytest.mark.django_db
def test_acts_that_matter_leave_their_events(country, security):
    client = Client(headers={"host": "127.0.0.1"})
    client.post("/en/office/sign-in/", {"email": "nobody@office.example", "password": "wrong"})
    client.post("/en/follow/", {"code": "AAAA-BBBB-CCCC-DDDD", "contact": "zainab@example.org"})
    case = factories.lodge()
    officer = factories.officer_for(case)
    assert {one["event"] for one in security.lines} >= {"sign_in_failed", "follow_refused", "role_granted"}
    assert security.named("role_granted")[-1]["officer"] == officer.pk
    assert all(one["stream"] == "security" for one in security.lines)
    assert not PERSONAL.search(json.dumps(security.lines))


def test_the_reader_of_the_whole_run_finds_what_is_personal():
    before = READER.read
    logging.getLogger(SECURITY).warning("Opened for Zainab")
    assert READER.read == before + 1
    assert len(READER.taken()) == 1
