"""Real connections beside that of the test, whose transactions end in whatever order the test says."""

from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.db import close_old_connections, connection, transaction

from mazalim.complaints.lifecycle import Move, actor_complainant, move
from mazalim.complaints.models import Complaint
from tests.factories import NOON


def only_on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: there is no other order of commits.")


class Other:
    """A second connection with a transaction of its own, led step by step."""

    def __init__(self) -> None:
        self.steps: list = []
        self.asked, self.done = Event(), Event()
        self.error: BaseException | None = None
        self.thread = Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            with transaction.atomic():
                while True:
                    self.asked.wait(30)
                    self.asked.clear()
                    step = self.steps.pop()
                    if step is None:
                        break
                    step()
                    self.done.set()
        except BaseException as error:  # noqa: BLE001 - told to the test
            self.error = error
        finally:
            connection.close()
            self.done.set()

    def do(self, step) -> None:
        """Do something on the other connection and wait until it is done."""
        self.done.clear()
        self.steps.append(step)
        self.asked.set()
        assert self.done.wait(30)
        if self.error:
            raise self.error

    def commit(self) -> None:
        """End its transaction."""
        self.do(None)
        self.thread.join(30)


@contextmanager
def two_others():
    """Two connections beside that of the test; what they have begun is committed at the end."""
    one, two = Other(), Other()
    try:
        yield one, two
    finally:
        for other in (one, two):
            if other.thread.is_alive():
                other.commit()
        close_old_connections()


def withdraw(case):
    """What the complainant of a case does in a transaction of their own."""

    def act():
        complaint = Complaint.objects.select_for_update().get(pk=case.complaint.pk)
        move(complaint, Move.WITHDRAW, by=actor_complainant(), at=NOON)

    return act


def take_a_transaction_id():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")
