"""A deadline in a few words, and as a sum whose lines add up."""

import re
from datetime import timedelta

import pytest
from django.template import engines
from django.utils import translation

from mazalim.complaints.access import Follower
from mazalim.complaints.models import State
from mazalim.complaints.queries import case_file
from mazalim.journey.casework import actions as casework
from mazalim.journey.tracking import actions as tracking
from mazalim.web import formats
from tests import factories
from tests.factories import NOON
from tests.journey import lives

pytestmark = pytest.mark.django_db


def drawn(source: str, **context: object) -> str:
    return " ".join(engines["django"].from_string("{% load complaints %}" + source).render(context).split())


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        (0, '<span class="due d0">21 days</span>'),
        (14, '<span class="due d1">7 days</span>'),
        (20, '<span class="due d1">1 day</span>'),
        (21, '<span class="due d2">Due today</span>'),
        (22, '<span class="due d3">Overdue 1 day</span>'),
        (27, '<span class="due d3">Overdue 6 days</span>'),
    ],
)
def test_a_deadline_says_its_urgency_in_words_and_marks(days, shown):
    case = factories.lodge()
    assert drawn("{% deadline complaint %}", complaint=case.complaint, now=NOON + timedelta(days=days)) == shown


def test_a_deadline_that_stands_still_says_paused_and_one_that_is_met_says_when():
    life = lives.taken(at=NOON)
    life.ask(at=NOON)
    assert drawn("{% deadline complaint %}", complaint=life.case.fresh(), now=NOON) == '<span class="due dp">Paused</span>'
    tracking.answer(complaint_id=life.pk, text="Here.", at=NOON)
    life.answer(at=NOON)
    assert "Answered 1 Nov 2026" in drawn("{% deadline complaint %}", complaint=life.case.fresh(), now=NOON)


def test_praise_is_never_overdue():
    complaint = factories.lodge().complaint
    complaint.kind = "praise"
    assert "d0" in drawn("{% deadline complaint %}", complaint=complaint, now=NOON + timedelta(days=60))


def test_another_duty_may_be_shown_in_its_place():
    case = factories.lodge()
    assert drawn("{% deadline complaint complaint.next_duty_at %}", complaint=case.complaint, now=NOON).endswith("2 days</span>")


def _numbers(html: str) -> list[int]:
    cells = re.findall(r"<td>(.*?)</td>", html)
    texts = [re.sub(r"<[^>]+>", "", cell) for cell in cells]
    return [int("".join(sign for sign in text if sign.isdecimal())) * (-1 if "−" in text else 1) for text in texts]


def test_the_lines_of_the_ledger_add_up_to_the_total_in_every_language():
    life = lives.taken(at=NOON)
    life.ask(at=NOON + timedelta(days=3))
    tracking.answer(complaint_id=life.pk, text="Here.", at=NOON + timedelta(days=6))
    life.extend(at=NOON + timedelta(days=8))
    life.ask(at=NOON + timedelta(days=9))
    tracking.answer(complaint_id=life.pk, text="Here.", at=NOON + timedelta(days=22))
    clock = case_file(life.case.fresh(), shown_to=Follower(life.pk)).decision
    assert clock is not None
    for language in ("en", "ar", "ckb", "fr"):
        with translation.override(language):
            *lines, total = _numbers(drawn("{% ledger clock %}", clock=clock, now=NOON + timedelta(days=23)))
        assert len(lines) >= 4
        assert sum(lines) == total == clock.days_in_all


def test_the_ledger_speaks_to_the_complainant_and_of_the_complainant():
    life = lives.taken(at=NOON)
    life.ask(at=NOON)
    clock = case_file(life.case.fresh(), shown_to=Follower(life.pk)).decision
    assert "waiting for you" in drawn("{% ledger clock %}", clock=clock, now=NOON)
    assert "the complainant takes to answer" in drawn("{% ledger clock office=True %}", clock=clock, now=NOON)


@pytest.mark.parametrize(("days", "said"), [(20, "in time"), (25, "4 days late")])
def test_a_clock_that_ended_says_whether_in_time(days, said):
    life = lives.taken(at=NOON)
    life.answer(at=NOON + timedelta(days=days))
    assert life.case.fresh().state == State.ANSWERED
    clock = case_file(life.case.fresh(), shown_to=Follower(life.pk)).decision
    assert said in drawn("{% ledger clock %}", clock=clock, now=NOON + timedelta(days=40))


def test_without_a_clock_there_is_no_ledger():
    assert drawn("{% ledger clock %}", clock=None, now=NOON) == ""


def test_days_in_answers_are_written_in_the_readers_words():
    assert drawn("{{ '2026-10-20'|as_answered }}") == formats.plain_day(NOON.date().replace(month=10, day=20))
    for text in ("2026-13-20", "by the gate", "", "0123456789"):
        assert drawn("{{ text|as_answered }}", text=text) == text


def test_a_sweep_changes_no_sum():
    life = lives.taken(at=NOON)
    casework.sweep(at=NOON + timedelta(days=30))
    clock = case_file(life.case.fresh(), shown_to=Follower(life.pk)).decision
    assert clock is not None
    assert clock.days_in_all == 21
