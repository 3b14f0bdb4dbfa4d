"""Who gets a place, who waits, who is turned away."""

import threading
import time
from dataclasses import replace

from mazalim.web.crowd.house import CROWDED_AFTER, House
from tests.web.crowd.asking import BY_NAME, CLASSES

FIRST, ACTS, LISTS, PUBLIC = (replace(BY_NAME[name], patience=10.0) for name in ("first", "acts", "lists", "public"))


class Clock:
    """Goes on when it is told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def house(most=4, room=2, clock=None):
    return House(most=most, room=room, classes=CLASSES.all, clock=clock or Clock())


def waiting(inside, one, entered):
    """A thread that waits; `entered` takes the name of who was let in, or "-" and the name of who was turned away."""
    before = sum(map(len, inside.waiting))
    thread = threading.Thread(target=lambda: entered.append(one.name if inside.enter(one) else f"-{one.name}"))
    thread.start()
    until = time.monotonic() + 10
    while sum(map(len, inside.waiting)) == before and not entered and time.monotonic() < until:
        time.sleep(0.001)
    return thread


def test_the_last_class_leaves_places_for_those_before_it():
    inside = house()
    assert [inside.enter(replace(PUBLIC, patience=0)) for _ in range(3)] == [True, True, False]
    assert [inside.enter(replace(LISTS, patience=0)) for _ in range(2)] == [True, False]
    assert [inside.enter(replace(FIRST, patience=0)) for _ in range(2)] == [True, False]


def test_who_leaves_makes_room_for_the_best_of_those_who_wait():
    inside, entered = house(most=1), []
    assert inside.enter(FIRST)
    threads = [waiting(inside, PUBLIC, entered), waiting(inside, FIRST, entered)]
    inside.leave(FIRST)
    threads[1].join(10)
    assert entered == ["first"]
    inside.leave(FIRST)
    threads[0].join(10)
    assert entered == ["first", "public"]
    inside.leave(PUBLIC)
    assert sum(inside.at_work) == 0


def test_where_the_room_is_full_the_worst_of_those_who_wait_goes():
    inside, entered = house(most=1, room=1), []
    assert inside.enter(FIRST)
    public = waiting(inside, PUBLIC, entered)
    assert not inside.enter(PUBLIC)
    first = waiting(inside, FIRST, entered)
    public.join(10)
    assert entered == ["-public"]
    assert not inside.enter(FIRST)
    inside.leave(FIRST)
    first.join(10)
    assert entered == ["-public", "first"]


def test_nobody_waits_behind_a_crowd_of_better_ones():
    clock, entered = Clock(), []
    inside = house(most=1, clock=clock)
    assert inside.enter(FIRST)
    thread = waiting(inside, FIRST, entered)
    assert not inside.is_full_for(PUBLIC)
    clock.now = CROWDED_AFTER
    assert inside.is_full_for(PUBLIC)
    assert not inside.enter(PUBLIC)
    assert not inside.is_full_for(FIRST)
    inside.leave(FIRST)
    thread.join(10)
    assert entered == ["first"]


def test_patience_ends():
    inside = house(most=1)
    assert inside.enter(FIRST)
    assert not inside.enter(replace(FIRST, patience=0.01))
    assert sum(map(len, inside.waiting)) == 0
    inside.leave(FIRST)
    assert inside.enter(FIRST)


def test_with_nought_everybody_comes_in():
    inside = house(most=0, room=0)
    assert all(inside.enter(PUBLIC) for _ in range(100))
    inside.leave(PUBLIC)
