"""The installation to which crowds come: the demonstration's country, served as in production, on a PostgreSQL started for the purpose."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.run.installation import Installation, installation
from mazalim.web.crowd.classes import Classes, read_classes
from tools.drill.citizens import Post
from tools.drill.copies import counted
from tools.processes import ROOT, collect_static, commands, manage

LANGUAGES = ("ckb", "ar", "fr", "en")
CLASSES: Classes = read_classes(ROOT / "config" / "priorities.toml", LANGUAGES)


@dataclass
class Stage:
    """What visitors need."""

    made: Installation
    officers: list[dict[str, str]]  # cookies
    bearer: str  # of a body's own system
    cases: list[str]  # which that system may work on and these officers may see
    bodies: list[str]
    body: dict[str, Any]  # to complain against
    category: dict[str, Any]
    followed: list[tuple[str, str]]  # code and contact; grows as people lodge
    post: Post

    def counted(self) -> dict[str, Any]:
        """What is in the database, read by the product's own code."""
        return counted(self.made.environment)

    def waiting_jobs(self) -> int:
        """How many jobs are due and not done."""
        import psycopg

        with psycopg.connect(self.made.url) as connection:
            row = connection.execute(
                "SELECT count(*) FROM work_job WHERE done_at IS NULL AND dead_at IS NULL AND run_at <= now()"
            ).fetchone()
        return int(row[0]) if row else 0


@contextmanager
def stage(kept: str = "", **settings: str) -> Iterator[Stage]:
    """Builds it and starts web and worker; everything is ended and gone afterwards.

    :param kept: a folder in which the country stays, to be used again by the next run of the same source.
    :param settings: further environment variables of the installation.
    :raises NoPostgreSQL: there is no server, or it does not start.
    """
    with (
        nullcontext(kept) if kept else tempfile.TemporaryDirectory(prefix="mazalim-crowd-") as name,
        _installation(Path(name), bool(kept)) as made,
    ):
        made.environment |= {"MAZALIM_LEAST_SECONDS": "0", "MAZALIM_SECOND_FACTOR": "none", "MAZALIM_METRICS_LOCAL": "1", **settings}
        made.environment["MAZALIM_DATA_DIR"] = str(Path(name) / "crowd" / "data")
        demo = {**made.environment, "MAZALIM_DEMO": "1", "MAZALIM_SECURITY_LOG": str(made.folder / "security.log")}
        if not (made.folder / "built").exists():
            print("Building the country: a minute or two ...", flush=True)
            (made.folder / "data").mkdir(mode=0o700, exist_ok=True)
            manage("make_keys", made.environment["MAZALIM_KEY_FILE"], environment=demo)
            manage("migrate", "--no-input", "--verbosity", "0", environment=demo)
            manage("load_profile", "kurdistan", environment=demo)
            manage("load_demo", environment=demo)
            (made.folder / "built").touch()
        collect_static(made.environment)
        told = subprocess.run(
            [sys.executable, "manage.py", "test_manifest"], cwd=ROOT, env=demo, stdout=subprocess.PIPE, text=True, check=True
        ).stdout
        made.start_web()
        made.start("worker", commands(made.port)["worker"])
        yield _staged(made, json.loads(told[told.index("{") :]))


@contextmanager
def _installation(folder: Path, is_kept: bool) -> Iterator[Installation]:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)  # PostgreSQL, run by somebody without rights, must find its data
    with installation(folder / "crowd", is_sqlite=False, is_kept=is_kept) as made:
        yield made


def _staged(made: Installation, told: dict[str, Any]) -> Stage:
    from bench.crowd.visits import Caller

    people = {one["persona"]: one for one in told["personas"]}
    system = people["system of the busiest desk"]
    caller = Caller(made.port)
    body = json.loads(caller.get("/api/v1/bodies?q=Erbil%20water").body)[0]
    category = json.loads(caller.get(f"/api/v1/bodies/{body['id']}/categories").body)[0]
    cases = json.loads(caller.get("/api/v1/office/cases", Authorization=f"Bearer {system['bearer']}").body)
    officers = [people[name]["cookies"] for name in ("officer of the busiest desk", "supervisor of that body") if name in people]
    numbers = [case["case_number"] for case in cases["cases"]]
    seen_by_all = [one for one in numbers if all(caller.get(f"/en/office/cases/{one}/", cookies).is_served for cookies in officers)]
    caller.close()
    return Stage(
        made=made,
        officers=officers,
        bearer=system["bearer"],
        cases=seen_by_all,
        bodies=sorted({case["body"] for case in told["objects"]["cases"]}),
        body=body,
        category=category,
        followed=[
            (one["complaint_code"], one["contact"]) for one in told["personas"] if one["persona"] == "complainant" and one["contact"]
        ],
        post=Post(made.folder / "letters.jsonl"),
    )
