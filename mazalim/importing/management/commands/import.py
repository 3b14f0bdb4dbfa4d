# ruff: noqa: N999 - the command is called import
"""`manage.py import FILE --source NAME`: complaints of another system become ordinary cases."""

import os
import re
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from mazalim.country.queries import NoProfile
from mazalim.importing.actions import Run, Taken, WorkerEnded, run
from mazalim.importing.management.reporting import Progress, Report
from mazalim.importing.rules import Format, NotAFile, Raw, lines_of
from mazalim.importing.rules.reading import heading_of

MOST_JOBS = 64


def _source(text: str) -> str:
    if not re.fullmatch(r"[\w.-]{1,40}", text, re.ASCII):
        raise ArgumentTypeError("it has up to 40 letters, digits, hyphens, dots and underscores")
    return text


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_JOBS:
        raise ArgumentTypeError(f"it is a number from 1 to {MOST_JOBS}")
    return int(text)


class Command(BaseCommand):
    """The import."""

    help = "Take over the complaints of another system, with their history. To stop it and to give the command again loses and doubles nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """What is read, and how."""
        parser.add_argument("file", type=Path, help="JSON Lines or CSV, also with .gz; - reads JSON Lines from the standard input.")
        parser.add_argument("--source", required=True, type=_source, help="The name of the other system.")
        parser.add_argument("--format", choices=[one.value for one in Format], help="Where the name of the file does not say it.")
        parser.add_argument("--check", action="store_true", help="Look at every line and write nothing but the report.")
        parser.add_argument("--jobs", type=_jobs, help="Processes that write; as many as processors unless said otherwise.")
        parser.add_argument(
            "--codes", type=Path, metavar="FILE", help="Write the complaint codes of the new cases there, for its owner alone."
        )
        parser.add_argument(
            "--report", type=Path, metavar="FILE", help="Where the faulty lines are named; FILE.faults.jsonl unless said otherwise."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Take over, say what became of the lines, and end with 1 where some are faulty."""
        path: Path = options["file"]
        form = Format(options["format"]) if options["format"] else _format_of(path)
        progress = Progress(_number_of_lines(path, form), is_quiet=options["verbosity"] == 0)
        report = Report(options["report"] or _beside(path))
        all_taken = Taken()
        try:
            lines = lines_of(path, form)
            heading = heading_of(_first(lines)) if form == Format.CSV else ()
            if options["codes"] and not options["check"]:
                _make_private(options["codes"])
            wanted = Run(
                source=options["source"],
                at=timezone.now(),
                heading=heading,
                codes=options["codes"],
                is_check=options["check"],
                jobs=_jobs_for(options["jobs"]),
            )
            for taken in run(lines, wanted):
                report.write(taken.faults)
                all_taken.add(taken)
                progress(all_taken)
        except (NotAFile, NoProfile) as error:
            raise CommandError(str(error) or "No country is loaded: run `manage.py load_profile NAME` first.", returncode=2) from error
        except WorkerEnded as error:
            raise CommandError(
                "A process that writes was ended from outside. What it had begun was not written. Give the same command again.",
                returncode=2,
            ) from error
        except OSError as error:
            raise CommandError(f"{error.filename or path}: {error.strerror or error}.", returncode=2) from error
        finally:
            progress.end()
        self._say(all_taken, report, is_check=options["check"])

    def _say(self, taken: Taken, report: Report, *, is_check: bool) -> None:
        did = "could be taken over" if is_check else "were taken over"
        self.stdout.write(f"{taken.cases:,} complaints with {taken.entries:,} entries {did}; {taken.here:,} were here before.")
        if report.number:
            self.stderr.write(f"{report.number:,} lines are faulty. {report.path} and {report.beside.name} beside it say what to do.")
            sys.exit(1)


def _format_of(path: Path) -> Format:
    name = path.name.removesuffix(".gz").lower()
    if name.endswith(".csv"):
        return Format.CSV
    if name.endswith((".jsonl", ".ndjson")) or str(path) == "-":
        return Format.JSONL
    raise CommandError("The name of the file says neither .jsonl nor .csv: add --format.", returncode=2)


def _beside(path: Path) -> Path:
    return Path("import.faults.jsonl") if str(path) == "-" else path.with_name(f"{path.name}.faults.jsonl")


def _first(lines: Iterator[tuple[int, Raw]]) -> tuple[str, ...]:
    _, cells = next(lines, (0, ()))
    return cells if isinstance(cells, tuple) else ()


def _number_of_lines(path: Path, form: Format) -> int:
    """How many lines there are to do, for the time left; 0 where to count them would cost as much as to read them."""
    if str(path) == "-" or path.suffix == ".gz" or not path.is_file():
        return 0
    with path.open("rb") as file:
        count = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    return max(0, count - (form == Format.CSV))


def _jobs_for(asked: int | None) -> int:
    # SQLite has one writer at a time, so a second process would wait for the first.
    return (asked or os.cpu_count() or 1) if connection.vendor == "postgresql" else 1


def _make_private(path: Path) -> None:
    """Make the file of codes, or take away from others what they could do with it."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    path.chmod(0o600)
    if not path.stat().st_size:
        path.write_text("reference,case_number,code\n", encoding="utf-8")
