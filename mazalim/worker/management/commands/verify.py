"""`manage.py verify`: prove every chain, every seal and every figure again."""

import json
import sys
from argparse import BooleanOptionalAction
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mazalim.complaints.models import Entry
from mazalim.figures.actions import differences
from mazalim.proof.checking import Chains, Findings, Seals, snapshot
from mazalim.proof.checking.findings import Finding, ignore
from mazalim.proof.seals.copies import NotSeals

SHOWN = 20


@dataclass
class Report:
    """What was read and what was found."""

    chains: Chains
    seals: Seals
    findings: Findings
    copies: dict[str, int] = field(default_factory=dict)  # file -> seals in it
    are_figures_compared: bool = False
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        newest = self.seals.newest
        return {
            "genuine": self.findings.count == 0,
            "cases": self.chains.cases,
            "entries": self.chains.entries,
            "sealed": self.chains.sealed,
            "unsealed": self.chains.entries - self.chains.sealed,
            "oldest_unsealed": self.chains.oldest_unsealed,
            "seals": self.seals.count,
            "days_closed": self.seals.days,
            "newest_seal": {"number": newest.number, "date": newest.date.isoformat(), "log_size": newest.log_size} if newest else None,
            "copies": self.copies,
            "figures_compared": self.are_figures_compared,
            "findings": self.findings.count,
            "first": [finding.as_json() for finding in self.findings.kept],
            "seconds": round(self.seconds, 2),
        }


def examine(*, mirrors: list[Path], with_figures: bool = True, progress: Callable[[str, int], None] | None = None) -> Report:
    """Read everything once, as it stands at one moment. Raises NotSeals or OSError for a mirror that cannot be read."""
    began, findings = monotonic(), Findings()
    with snapshot():
        chains = Chains(findings, partial(progress, "entries") if progress else ignore)
        seals = Seals(findings, partial(progress, "sealed leaves") if progress else ignore)
        report = Report(chains, seals, findings)
        chains.check()
        seals.check()
        seals.find_gone(chains.sealed)
        own = Path(settings.MAZALIM_SEALS_FILE)
        for path in ([own] if own.exists() else []) + mirrors:
            report.copies[str(path)] = seals.compare(path)
        if with_figures:
            if progress:
                progress("figures", 0)
            report.are_figures_compared = _compare_figures(findings)
    report.seconds = monotonic() - began
    return report


def _compare_figures(findings: Findings) -> bool:
    try:
        found = differences()
    except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        findings.add(Finding(f"the figures cannot be counted from the entries ({type(error).__name__})"))
        return True
    for one in found or []:
        findings.add(Finding(f"the {one.table} {', '.join(map(str, one.key))} is kept as {one.kept} and counted as {one.counted}"))
    return found is not None


class Command(BaseCommand):
    """Reads alone, and may run while everybody works."""

    help = "Proves every chain, every seal and every figure again, and names the first entry that is not what was written. Exit 0: genuine."

    def add_arguments(self, parser: CommandParser) -> None:
        """What else to compare, and how to say it."""
        parser.add_argument(
            "--mirror", type=Path, action="append", default=[], help="A file of published seals, one a line, kept elsewhere."
        )
        parser.add_argument("--figures", action=BooleanOptionalAction, default=True, help="Whether to count the figures again too.")
        parser.add_argument("--json", action="store_true", help="One JSON object instead of sentences.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 1 where something does not fit."""
        try:
            report = examine(
                mirrors=options["mirror"],
                with_figures=options["figures"],
                progress=self._progress if sys.stderr.isatty() else None,
            )
        except (NotSeals, OSError, ImproperlyConfigured) as error:
            raise CommandError(str(error), returncode=2) from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            self._say(report)
        if report.findings.count:
            sys.exit(1)

    def _progress(self, what: str, read: int) -> None:
        if not hasattr(self, "_total"):
            self._total = Entry.objects.count()
        self.stderr.write(f"\r{what}: {read:,} of {self._total:,}" if read else f"\r{what} …", ending="\x1b[K")
        self.stderr.flush()

    def _say(self, report: Report) -> None:
        if sys.stderr.isatty():
            self.stderr.write("\r\x1b[K", ending="")
        told, newest = report.as_json(), report.seals.newest
        until = f", the newest number {newest.number} of {newest.date.isoformat()}" if newest else ""
        self.stdout.write(
            f"{told['entries']:,} entries of {told['cases']:,} cases and {told['seals']:,} seals{until}: read in {report.seconds:.1f} s."
        )
        self.stdout.write(f"{told['sealed']:,} entries are sealed and {told['unsealed']:,} not yet.")
        if told["unsealed"]:
            self.stdout.write(
                f"What is not sealed, who writes the database can still write anew; the oldest is of {told['oldest_unsealed']}."
            )
        for path, held in report.copies.items():
            self.stdout.write(f"Compared with the {held:,} seals in {path}.")
        if newest and not report.copies:
            self.stdout.write(
                "There is no copy of the seals outside the database to compare with: whether the newest were cut off is not known."
            )
        if not report.are_figures_compared:
            self.stdout.write("The figures were not compared.")
        if not report.findings.count:
            self.stdout.write(
                "Every chain, every seal and every figure fits." if report.are_figures_compared else "Every chain and every seal fits."
            )
            return
        self.stdout.write(f"{report.findings.count:,} things do not fit, the first of them:")
        for finding in report.findings.kept[:SHOWN]:
            self.stdout.write(f"- {finding}")
