"""Read the file in one process and let others check, seal and write it, each its own batches in transactions of its own."""

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import cast

from mazalim.complaints.search.words import remember_more
from mazalim.importing.actions.batches import Taken, look_at, take_over
from mazalim.importing.queries import known_now
from mazalim.importing.rules import Raw

LINES_AT_ONCE = 1_000
Lines = Sequence[tuple[int, Raw]]


class WorkerEnded(Exception):
    """A process that wrote ended without a word: it was killed, or there was no memory left."""


@dataclass(frozen=True)
class Run:
    """What is wanted of a run."""

    source: str
    at: datetime
    heading: tuple[str, ...] = ()
    codes: Path | None = None
    is_check: bool = False
    jobs: int = 1

    def begun(self) -> Callable[[Lines], Taken]:
        """What does one batch, with the directory in memory."""
        remember_more()
        known = known_now(source=self.source, at=self.at)
        if self.is_check:
            return lambda lines: look_at(lines, known=known, heading=self.heading)
        return lambda lines: take_over(lines, known=known, heading=self.heading, codes=self.codes)


def _batches(lines: Iterable[tuple[int, Raw]]) -> Iterator[Lines]:
    following = iter(lines)
    while batch := list(islice(following, LINES_AT_ONCE)):
        yield batch


def run(lines: Iterable[tuple[int, Raw]], wanted: Run) -> Iterator[Taken]:
    """Take over all lines; says after each batch what became of it, in whatever order they end. Raises WorkerEnded."""
    if wanted.jobs == 1:
        do = wanted.begun()
        for batch in _batches(lines):
            yield do(batch)
        return
    # Started afresh: whatever this process has open, connections and threads of a pool, is not for two.
    context = multiprocessing.get_context("spawn")
    workers: dict[Connection, SpawnProcess] = {}
    try:
        for _ in range(wanted.jobs):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(theirs, wanted), daemon=True)
            process.start()
            theirs.close()
            workers[ours] = process
        yield from _hand_out(_batches(lines), list(workers))
        for pipe in workers:
            pipe.send(None)
        for process in workers.values():
            process.join()
    finally:
        for process in workers.values():
            process.terminate()


def _hand_out(batches: Iterator[Lines], pipes: list[Connection]) -> Iterator[Taken]:
    """Each gets the next batch as soon as it has written the one before."""
    busy: list[Connection] = []
    for pipe, batch in zip(pipes, batches, strict=False):
        _send(pipe, batch)
        busy.append(pipe)
    while busy:
        for pipe in cast("list[Connection]", wait(busy)):
            following = next(batches, None)
            taken = _received(pipe)
            if following is None:
                busy.remove(pipe)
            else:
                _send(pipe, following)
            yield taken


def _send(pipe: Connection, batch: Lines) -> None:
    try:
        pipe.send(batch)
    except OSError as error:
        raise WorkerEnded from error


def _received(pipe: Connection) -> Taken:
    try:
        found = pipe.recv()
    except (EOFError, OSError) as error:
        raise WorkerEnded from error
    if isinstance(found, BaseException):
        raise found
    return found


def _work(pipe: Connection, wanted: Run) -> None:
    """The life of a process: batch after batch, until there is none or whoever hands them out is gone."""
    import django

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the one that hands out; this one ends its batch
    django.setup()
    try:
        do = wanted.begun()
        while (batch := pipe.recv()) is not None:
            pipe.send(do(batch))
    except (EOFError, BrokenPipeError):
        return
    except Exception as error:  # noqa: BLE001 - the one that hands out says what it was
        pipe.send(error)
