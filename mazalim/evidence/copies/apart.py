"""Draw in a process of its own: whatever a picture does to its decoder, the worker goes on, and its memory does not grow."""

import contextlib
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from threading import Timer
from typing import IO, cast

from mazalim.evidence.copies import drawing
from mazalim.evidence.copies.drawing import LENGTH, CannotDraw, Drawn

MOST_SECONDS = 60.0
MOST_COPIES = 32 * 1024 * 1024  # bytes of both copies


def draw_apart(blocks: Iterable[bytes], form: str) -> Drawn:
    """Both copies of the picture whose bytes come in `blocks`. Raises CannotDraw; whatever `blocks` raises goes through."""
    command = [sys.executable, "-I", str(Path(drawing.__file__)), form]
    # No environment: the child needs no key, no address and no password.
    child = subprocess.Popen(  # noqa: S603 - our own file, and a word out of three
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={"LC_ALL": "C.UTF-8"}, cwd="/"
    )
    to_child, from_child = cast(IO[bytes], child.stdin), cast(IO[bytes], child.stdout)
    alarm = Timer(MOST_SECONDS, child.kill)
    alarm.daemon = True
    alarm.start()
    try:
        with contextlib.suppress(BrokenPipeError):  # it has ended already: its status says so
            for block in blocks:
                to_child.write(block)
        with contextlib.suppress(BrokenPipeError):
            to_child.close()
        answer = from_child.read(MOST_COPIES + 1)
        if child.wait() != 0 or not LENGTH < len(answer) <= MOST_COPIES:
            raise CannotDraw
    finally:
        alarm.cancel()
        child.kill()
        child.wait()
        from_child.close()
    length = int.from_bytes(answer[:LENGTH], "big")
    return Drawn(answer[LENGTH : LENGTH + length], answer[LENGTH + length :])
