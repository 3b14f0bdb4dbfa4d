"""The files of deploy/, as they are, with the addresses and folders of this run in the place of those that they show.

So what is drilled is what is shipped: a line that a program refuses, or that does not do what it says, is found here.
"""

import re
import shlex
from collections.abc import Mapping
from pathlib import Path

from tools.processes import BIN, ROOT, CannotStart

DEPLOY = ROOT / "deploy"


def shipped(name: str, places: Mapping[str, str]) -> str:
    """A file of deploy/ with each key of `places` replaced by its value; the longest key first.

    :raises CannotStart: a key does not stand in the file, so what should be replaced was renamed there.
    """
    text = (DEPLOY / name).read_text("utf-8")
    if absent := [key for key in places if key not in text]:
        raise CannotStart(f"deploy/{name} does not contain {', '.join(map(repr, absent))}.")
    if not places:
        return text
    pattern = re.compile("|".join(re.escape(key) for key in sorted(places, key=len, reverse=True)))
    return pattern.sub(lambda match: places[match[0]], text)


def written(folder: Path, name: str, text: str) -> Path:
    """The path of a file with this text."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def unit_command(name: str, places: Mapping[str, str]) -> list[str]:
    """What a systemd unit of deploy/systemd/ runs, with the programs of this environment.

    :raises CannotStart: a key of `places` does not stand in it.
    """
    text = shipped(f"systemd/{name}.service", places)
    line = next(line for line in text.splitlines() if line.startswith("ExecStart="))
    return [part.replace("/opt/mazalim/.venv/bin", str(BIN)) for part in shlex.split(line.removeprefix("ExecStart="))]
