"""Results in files: one for each run, and `latest.json` with the newest run of every size."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.report.rows import Findings, Row
from bench.run.machine import described

FOLDER = Path(__file__).resolve().parents[1] / "results"
LATEST = "latest.json"
ROOT = FOLDER.parent.parent


def commit_of(root: Path = ROOT) -> str:
    """The commit that was measured, with a mark where the tree differs from it; empty outside of git."""
    done = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"], cwd=root, capture_output=True, text=True, check=False)
    changed = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=no", "--", "mazalim", "config"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() + ("+" if changed.stdout.strip() else "")


def result_of(found: Findings, rows: Sequence[Row], *, at: datetime, database: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """What is written of a run. `operations`, `limits` and `inside` are what the rows were made from."""
    return {
        "commit": commit_of(),
        "date": at.isoformat(timespec="seconds"),
        "machine": described() | {"database": database},
        "n": found.n,
        "rows": [row.as_json() for row in rows],
        "operations": list(found.operations.values()),
        "limits": dict(found.limits),
        "inside": {name: round(value, 3) for name, value in found.inside.items()},
        **told,
    }


def write(result: Mapping[str, Any], folder: Path = FOLDER) -> Path:
    """A file of its own for the run, and its place in `latest.json`; returns the first."""
    folder.mkdir(parents=True, exist_ok=True)
    day, n = result["date"][:10], result["n"]
    kind = "" if str(result["machine"]["database"]).startswith("PostgreSQL") else "-sqlite"
    part = "-part" if result.get("only") else ""  # a part run alone leaves the file of the whole as it is
    file = folder / f"{day}-{n}{kind}{part}.json"
    file.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    if not kind:
        latest = merged(read(folder / LATEST), result)
        (folder / LATEST).write_text(json.dumps(latest, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return file


def read(file: Path) -> dict[str, Any]:
    """A result; empty where there is none."""
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


def merged(latest: Mapping[str, Any], result: Mapping[str, Any]) -> dict[str, Any]:
    """The newest run of every size in one: rows of the new run replace those of its size, unless they were not measured; the others stay."""
    runs = {**latest.get("runs", {}), str(result["n"]): {name: result[name] for name in result if name != "rows"}}
    measured = {row["figure"] for row in result["rows"] if row["value"] is not None}
    old = [
        row for row in latest.get("rows", []) if row["n"] != result["n"] or row["figure"] not in {new["figure"] for new in result["rows"]}
    ]
    kept = {(row["figure"]): row for row in latest.get("rows", []) if row["n"] == result["n"]}
    new = [row if row["figure"] in measured else kept.get(row["figure"], row) for row in result["rows"]]
    rows = sorted([*old, *new], key=lambda row: row["n"])
    earlier = latest.get("runs", {}).get(str(result["n"]))
    if earlier is not None:  # a part was run alone: what it did not measure is that of the time before
        run = runs[str(result["n"])]
        names = {one["name"] for one in run["operations"]}
        run["operations"] = [*(one for one in earlier["operations"] if one["name"] not in names), *run["operations"]]
        run["inside"] = {**earlier["inside"], **run["inside"]}
        run["limits"] = {**earlier["limits"], **{name: value for name, value in run["limits"].items() if value not in (None, "")}}
    return {"commit": result["commit"], "date": result["date"], "machine": result["machine"], "rows": rows, "runs": runs}


def findings_in(latest: Mapping[str, Any], machine: Mapping[str, Any]) -> dict[int, Findings]:
    """What earlier runs found on this machine, by their size."""
    same = ("processor", "cores", "gigabytes")
    return {
        int(n): Findings(int(n), {one["name"]: one for one in run["operations"]}, run["limits"], run["inside"])
        for n, run in latest.get("runs", {}).items()
        if all(run["machine"].get(name) == machine.get(name) for name in same)
    }


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[tuple[str, int, float | None, float | None]]:
    """The figures of both, where either is known."""
    old = {(row["figure"], row["n"]): row["value"] for row in before.get("rows", [])}
    new = {(row["figure"], row["n"]): row["value"] for row in now["rows"]}
    return [(figure, n, old.get((figure, n)), value) for (figure, n), value in new.items() if value is not None and (figure, n) in old]
