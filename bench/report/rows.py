"""One row for each line of the specification's table: value, target, limit, verdict."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MS, SECOND, RATIO, COUNT, MB = "ms CPU", "a second", "ratio", "queries", "MB"


@dataclass(frozen=True)
class Row:
    """A figure. `ok` is None where it was not measured, or where nothing is asked of it."""

    figure: str
    n: int
    value: float | None
    unit: str
    target: str
    limit: str
    ok: bool | None

    def as_json(self) -> dict[str, Any]:
        """As it stands in the results."""
        return {
            "figure": self.figure, "n": self.n, "value": None if self.value is None else round(self.value, 3), "unit": self.unit,
            "target": self.target, "limit": self.limit, "ok": self.ok,
        }  # fmt: skip


@dataclass(frozen=True)
class Findings:
    """Everything that one run measured.

    `operations` by name, as `Measured.as_json` gives them; `inside` what was not measured over HTTP; `painted` what Chromium saw, judged already.
    """

    n: int
    operations: Mapping[str, Mapping[str, Any]]
    limits: Mapping[str, Any]
    inside: Mapping[str, float]
    painted: Sequence[Row] = ()

    def cpu(self, *names: str) -> float | None:
        """Milliseconds of CPU of application and database, of all these operations one after another."""
        known = [self.operations[name] for name in names if name in self.operations]
        if len(known) < len(names) or not all(one["at"] for one in known):
            return None
        return sum(one["cpu_app"] + one["cpu_database"] for one in known)

    def queries(self, name: str) -> float | None:
        """The most that any of its steps asks."""
        steps = self.operations.get(name, {}).get("queries")
        return max(step["queries"] for step in steps) if steps else None

    def throughput(self, name: str, clients: int) -> float | None:
        """Units a second."""
        return self.operations.get(name, {}).get("at", {}).get(str(clients), {}).get("throughput")

    def p95(self, name: str) -> float | None:
        """Milliseconds at one client."""
        return self.operations.get(name, {}).get("at", {}).get("1", {}).get("p95")


@dataclass(frozen=True)
class Target:
    """What is asked. `is_most`: the value may be as large as `asked`, else as small. `limit` puts the machine's own limit into words."""

    figure: str
    unit: str
    value: Callable[[Findings], float | None]
    asked: float | None
    is_most: bool = True
    limit: Callable[[Findings], str] = lambda _: ""

    def row(self, found: Findings) -> Row:
        """The figure of a run, judged."""
        value = self.value(found)
        return Row(self.figure, found.n, value, self.unit, self.words, self.limit(found), judged(value, self.asked, is_most=self.is_most))

    @property
    def words(self) -> str:
        """The target as it is read."""
        if self.asked is None:
            return ""
        return f"{'≤' if self.is_most else '≥'} {self.asked:g}"


def judged(value: float | None, asked: float | None, *, is_most: bool) -> bool | None:
    """Whether a value reaches what is asked."""
    if value is None or asked is None:
        return None
    return value <= asked if is_most else value >= asked


def _cpu(*names: str) -> Callable[[Findings], float | None]:
    return lambda found: found.cpu(*names)


def _queries(name: str) -> Callable[[Findings], float | None]:
    return lambda found: found.queries(name)


def _inside(name: str) -> Callable[[Findings], float | None]:
    return lambda found: found.inside.get(name)


def _of_limit(found: Findings) -> float | None:
    ours, best = found.throughput("last_step", 8), found.limits.get("rows_a_second")
    return ours / best if ours and best else None


def _rows_a_second(found: Findings) -> str:
    best = found.limits.get("rows_a_second")
    return f"{best:,.0f} a second by pgbench, {found.limits['rows']} rows each" if best else str(found.limits.get("missing", ""))


def _rows_cpu(found: Findings) -> str:
    cost = found.limits.get("rows_cpu")
    return f"{cost:.2f} ms: the rows by pgbench" if cost else ""


def _least(views: int, lookups: int) -> Callable[[Findings], str]:
    """What so many bare views and look-ups by key cost here: nothing that answers the same could cost less."""

    def words(found: Findings) -> str:
        view, lookup = found.limits.get("view_cpu"), found.limits.get("lookup_cpu")
        if view is None:
            return ""
        return f"{views * view + lookups * (lookup or 0):.2f} ms: {views} bare view{'s' * (views > 1)}, {lookups} look-ups"

    return words


def _per_thousand(found: Findings) -> float | None:
    lines = found.operations.get("export", {}).get("lines", 0)
    cpu = found.cpu("export")
    return 1000 * cpu / (lines - 1) if cpu is not None and lines > 1 else None


TARGETS: Sequence[Target] = (
    Target("lodge by API: draft and lodge, code included", MS, _cpu("api_draft", "api_lodge"), 12, limit=_least(2, 2)),
    Target(
        "lodge: last step's throughput / pgbench of the same rows, 8 clients", RATIO, _of_limit, 0.40, is_most=False, limit=_rows_a_second
    ),
    Target(
        "lodge: last step",
        MS,
        _cpu("last_step"),
        None,
        limit=_rows_cpu,
    ),
    Target("whole wizard, all pages", MS, _cpu("wizard", "wizard_end"), 90, limit=_least(36, 36)),
    Target("follow: code and contact, then the page", MS, _cpu("track"), 6, limit=_least(2, 4)),
    Target("follow: the page alone", MS, _cpu("track_page"), 3, limit=_least(1, 2)),
    Target("officer's list, newest first", MS, _cpu("list_newest"), 30, limit=_least(1, 2)),
    Target("officer's list, most overdue first", MS, _cpu("list_overdue"), 30, limit=_least(1, 2)),
    Target("officer's list, filtered", MS, _cpu("list_filtered"), 30, limit=_least(1, 2)),
    Target("case page", MS, _cpu("case"), 8, limit=_least(1, 2)),
    Target("reply: write, look, hand in", MS, _cpu("reply"), None, limit=_least(4, 8)),
    Target("search: rare word, in the officer's scope", MS, _cpu("search_rare"), 40, limit=_least(1, 2)),
    Target("search: common word, in the officer's scope", MS, _cpu("search_common"), 100, limit=_least(1, 2)),
    Target("supervisor's board", MS, _cpu("board"), 20, limit=_least(1, 2)),
    Target("public figures", MS, _cpu("figures"), 2, limit=_least(1, 0)),
    Target("home page", MS, _cpu("home"), None, limit=_least(1, 0)),
    Target("list as CSV, per 1,000 rows", MS, _per_thousand, None),
    Target("queries: lodge (last step)", COUNT, _queries("last_step"), 14),
    Target("queries: lodge by API (the lodging)", COUNT, _queries("api_lodge"), 14),
    Target("queries: follow, code and contact", COUNT, _queries("track"), 5),
    Target("queries: follow, the page", COUNT, _queries("track_page"), 5),
    Target("queries: officer's list", COUNT, _queries("list_newest"), 6),
    Target("queries: case page", COUNT, _queries("case"), 10),
    Target("escalation sweep: nothing due", "ms", _inside("sweep_nothing_ms"), 100),
    Target("escalation sweep: cases that are due", SECOND, _inside("sweep_cases_a_second"), 20_000 / 60, is_most=False),
    Target("figures recompute: entries", SECOND, _inside("recompute_entries_a_second"), 200_000, is_most=False),
    Target("import of prepared complaints", SECOND, _inside("import_a_second"), 5_000, is_most=False),
    Target("jobs of the worker", MS, _inside("job_cpu_ms"), None),
    Target("memory of all web and worker processes (PSS)", MB, _inside("memory_mb"), 250),
)

# Figures that need two sizes: (name, operation, the smaller size, the larger size, at most).
GROWTH: Sequence[tuple[str, str, int, int, float]] = (
    ("officer's list, newest first: p95 at 1 M / p95 at 10 k", "list_newest", 10_000, 1_000_000, 1.3),
    ("officer's list, most overdue first: p95 at 1 M / p95 at 10 k", "list_overdue", 10_000, 1_000_000, 1.3),
    ("officer's list, filtered: p95 at 1 M / p95 at 10 k", "list_filtered", 10_000, 1_000_000, 1.3),
    *(
        (f"{title}: p95 at 10 M / p95 at 100 k", name, 100_000, 10_000_000, 1.5)
        for name, title in (
            ("list_newest", "officer's list"), ("search_rare", "search, rare"), ("search_common", "search, common"), ("track_page", "follow, the page"),
            ("case", "case page"), ("board", "board"), ("figures", "public figures"),
        )
    ),
)  # fmt: skip


def rows_of(found: Findings, others: Mapping[int, Findings]) -> list[Row]:
    """Every row of a run. `others`: what was found at other sizes on this machine, for the rows that compare two sizes."""
    rows = [target.row(found) for target in TARGETS]
    known = {**others, found.n: found}
    for figure, name, small, large, most in GROWTH:
        if found.n != large:
            continue
        before = known[small].p95(name) if small in known else None
        after = found.p95(name)
        value = after / before if after and before else None
        words = f"{before:.1f} ms at {small:,}" if before else f"no run at {small:,} on this machine"
        rows.append(Row(figure, found.n, value, RATIO, f"≤ {most:g}", words, judged(value, most, is_most=True)))
    return [*rows, *found.painted]
