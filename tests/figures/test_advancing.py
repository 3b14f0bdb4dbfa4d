"""Counting as it goes and counting again give the same rows; nothing is counted twice, nothing is left out."""

import random
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from mazalim.complaints.lifecycle import ImpossibleMove
from mazalim.complaints.models import Complaint, Entry
from mazalim.complaints.models.complaint import OPEN_STATES
from mazalim.figures.actions import adding, advance, catch_up, recompute
from mazalim.figures.models import Figure, Watermark
from mazalim.figures.rules import bucket_of, percentile
from mazalim.journey.casework import actions as casework
from mazalim.journey.satisfaction import actions as satisfaction
from mazalim.journey.tracking import actions as tracking
from tests import factories
from tests.factories import NOON, body, standing
from tests.figures.counted import edition, figures_add_up_to_totals, national, rows, totals
from tests.journey import lives

DAY = timedelta(days=1)
KINDS = ("complaint", "complaint", "complaint", "suggestion", "praise")


def live(chance: random.Random, at):
    """One case through moves that chance picks; returns nothing, for the entries tell it all."""
    case = factories.lodge(
        at=at,
        kind=chance.choice(KINDS),
        body=chance.choice([factories.BODY, None]),
        language=chance.choice(["en", "ar", "ckb"]),
        channel=chance.choice(["web", "api"]),
    )
    if case.complaint.state == "screening":
        centre = standing(factories.officer(role="central_officer"))
        at += chance.randrange(3) * DAY
        casework.refer(complaint_id=case.complaint.pk, by=centre, body_id=body().pk, reason="Roads are the town's.", at=at)
    life = lives.Life(case, standing(factories.officer_for(case)), standing(factories.supervisor_for(case)))
    casework.take(complaint_id=life.pk, by=life.officer, at=at)
    acts = [
        lambda: life.ask(at=at),
        lambda: tracking.answer(complaint_id=life.pk, text="On the left.", at=at),
        lambda: life.answer(at=at),
        lambda: satisfaction.rate(complaint_id=life.pk, score=chance.randrange(1, 6), at=at),
        lambda: satisfaction.reopen(complaint_id=life.pk, reason="It is not done.", at=at),
        lambda: casework.assign(complaint_id=life.pk, by=life.supervisor, officer_id=life.officer.officer_id, at=at),
        lambda: satisfaction.confirm(complaint_id=life.pk, at=at),
        lambda: life.extend(at=at),
        lambda: life.refuse(at=at),
        lambda: tracking.withdraw(complaint_id=life.pk, at=at),
        lambda: casework.sweep(at=at),
    ]
    for _ in range(12):
        at += chance.randrange(9) * DAY
        try:
            chance.choices(acts, weights=[3, 3, 6, 4, 3, 4, 1, 2, 1, 1, 3])[0]()
        except (ImpossibleMove, satisfaction.CannotReopen, casework.NotAtDesk):
            continue


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_counting_again_gives_the_same_rows_after_many_lives(country, seed):
    chance = random.Random(seed)
    for number in range(8):
        live(chance, NOON + number * DAY)
        while advance(at=NOON, most=chance.randrange(1, 40)):
            pass
    counted, by_month = rows(), totals()
    assert len(counted) > 40
    assert figures_add_up_to_totals()
    before = edition()
    recompute(at=NOON)
    assert edition() == before + 1
    assert rows() == counted
    assert totals() == by_month
    assert not Figure.objects.exclude(edition=edition()).exists()


def test_open_is_what_is_open(country):
    chance = random.Random(7)
    for _ in range(6):
        live(chance, NOON)
    catch_up(at=NOON)
    assert national()["open"] == Complaint.objects.filter(state__in=OPEN_STATES).count()
    assert national()["received"] == Complaint.objects.count()


def test_new_entries_are_counted_after_a_recount_and_only_they(country):
    lives.answered(at=NOON)
    recompute(at=NOON)
    assert advance(at=NOON) == 0
    lives.answered(at=NOON)
    advance(at=NOON)
    assert (national()["received"], national()["answered"]) == (2, 2)


def test_in_whatever_portions_entries_are_counted_the_rows_are_the_same(country):
    for _ in range(3):
        lives.answered(at=NOON)
    total = Entry.objects.count()
    assert sum(iter(lambda: advance(at=NOON, most=1), 0)) == total
    one_by_one = rows()
    Figure.objects.all().delete()
    Watermark.objects.all().delete()
    advance(at=NOON, most=total)
    assert rows() == one_by_one


def test_a_failure_in_the_middle_leaves_neither_rows_nor_mark_behind(country, monkeypatch):
    lives.answered(at=NOON)
    advance(at=NOON, most=2)
    counted, mark = rows(), Watermark.objects.get()
    write = adding.add_rows

    def fail_at_the_second(model, given_rows):
        write(model, given_rows)
        if model is not Figure:
            raise IntegrityError("The machine stopped.")

    monkeypatch.setattr(adding, "add_rows", fail_at_the_second)
    with pytest.raises(IntegrityError):
        advance(at=NOON)
    assert (rows(), Watermark.objects.get().entry) == (counted, mark.entry)
    monkeypatch.setattr(adding, "add_rows", write)
    catch_up(at=NOON)
    after = rows()
    recompute(at=NOON)
    assert rows() == after


def test_a_recount_that_was_broken_off_is_forgotten_by_the_next(country, monkeypatch):
    lives.answered(at=NOON)
    catch_up(at=NOON)
    counted = rows()
    half = {name: getattr(Figure.objects.first(), name) for name in (*Figure.KEY, "count")} | {"edition": edition() + 1, "count": 99}
    Figure.objects.create(**half)
    assert rows() == counted
    recompute(at=NOON)
    assert rows() == counted


def test_the_stamp_changes_when_figures_do_and_only_then(country):
    factories.lodge()
    catch_up(at=NOON)
    stamp = Watermark.objects.get().stamp
    catch_up(at=NOON + 2 * DAY)
    assert Watermark.objects.get().stamp == stamp
    assert Watermark.objects.get().counted_at == NOON + 2 * DAY
    factories.lodge()
    catch_up(at=NOON + 2 * DAY)
    assert Watermark.objects.get().stamp != stamp


def test_where_nothing_is_new_nothing_is_written(country, django_assert_num_queries):
    factories.lodge()
    catch_up(at=NOON)
    with django_assert_num_queries(2 if Entry.objects.first().written_in is None else 4):
        assert catch_up(at=NOON) == 0


def test_the_command_says_how_many_entries_it_counted(country, capsys):
    factories.lodge()
    call_command("recompute_figures")
    assert capsys.readouterr().out.startswith("2 entries counted in ")
    assert national()["received"] == 1


def test_queries_do_not_grow_with_the_cases(country, django_assert_max_num_queries):
    for _ in range(6):
        lives.answered(at=NOON)
    with django_assert_max_num_queries(18):
        advance(at=NOON)


@given(st.lists(st.integers(0, 90), min_size=1, max_size=60), st.integers(1, 100))
def test_a_percentile_from_buckets_is_the_percentile_of_the_days(days, percent):
    buckets: dict[int, int] = {}
    for one in days:
        buckets[bucket_of(one)] = buckets.get(bucket_of(one), 0) + 1
    ordered = sorted(days)
    assert percentile(buckets, percent) == ordered[-(-len(days) * percent // 100) - 1]


def test_long_waits_fall_into_wider_buckets():
    assert [bucket_of(days) for days in (0, 90, 91, 100, 101, 365, 10_000)] == [0, 90, 100, 100, 110, 370, 370]
    assert percentile({}, 50) is None
