"""The tools of others, each bounded in count and time, each told of 127.0.0.1 and nothing else."""

import csv
import json
import os
import secrets
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from tools.processes import ROOT

ENVIRONMENT, OF_THE_API = ROOT / ".venv-attack", ROOT / ".venv-attack-api"  # two, because they need different versions of one library
GRAVE = {"MEDIUM", "HIGH"}
# What a page over plain http cannot have; the installation that is attacked has no certificate. tests/web/test_headers.py holds both over https.
NOT_OVER_HTTP = ("Strict-Transport-Security", "Secure flag")
CSRF_COOKIE = "mazalim_csrf"
MODULES = "sql,xss,permanentxss,exec,file,redirect,crlf,csp,cookieflags,http_headers,csrf,ldap,methods"  # none that asks another server


@dataclass(frozen=True)
class Result:
    """What one tool did and found. `grave` are lines on findings of medium or high severity."""

    tool: str
    target: str
    checked: str
    found: int
    grave: tuple[str, ...]
    seconds: float


def _run(command: Sequence[str | Path], *, seconds: float, folder: Path) -> str:
    """What a tool says; ended when its time is over. No proxy of the machine and no setting of ours reaches it."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy") and not name.startswith("MAZALIM_")}
    environment = {**kept, "HOME": str(folder), "NO_PROXY": "127.0.0.1"}
    try:
        done = subprocess.run(
            [str(part) for part in command], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL, text=True, errors="replace", check=False, timeout=seconds,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        said = error.stdout or ""
        return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return done.stdout


def bandit(target: str, *folders: Path, into: Path) -> Result:
    """Reads source."""
    began, report = time.monotonic(), into / f"bandit-{target}.json"
    said = _run([ENVIRONMENT / "bin/bandit", "-q", "-r", *folders, "-f", "json", "-o", report], seconds=120, folder=into)
    if not report.exists():
        raise SystemExit(said)
    told = json.loads(report.read_text())
    grave = [one for one in told["results"] if one["issue_severity"] in GRAVE]
    lines = tuple(f"{one['test_id']} {one['filename']}:{one['line_number']} {one['issue_text']}" for one in grave)
    total = told["metrics"]["_totals"]
    return Result(
        "bandit", target, f"{len(told['metrics']) - 1} files, {total['loc']:,} lines", len(told["results"]), lines, time.monotonic() - began
    )


def schemathesis(
    target: str, document: str, *, into: Path, headers: Mapping[str, str] | None = None, examples: int = 12, seconds: int = 120
) -> Result:
    """Sends what the document allows and what it forbids; every answer 500 and every answer that the document does not know is grave."""
    began, report = time.monotonic(), into / f"schemathesis-{target}.xml"
    checks = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
    command: list[str | Path] = [OF_THE_API / "bin/schemathesis", "run", document, "--checks", checks, "--max-examples", str(examples)]
    command += [
        "--max-time",
        str(seconds),
        "--phases",
        "examples,coverage,fuzzing",
        "--no-color",
        "--continue-on-failure",
        "--seed",
        "20261122",
    ]
    command += ["--report-junit-path", report, "--request-timeout", "20", "--suppress-health-check", "all", "--warnings", "off"]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}:{value}"]
    said = _run(command, seconds=seconds * 2 + 60, folder=into)
    (into / f"schemathesis-{target}.txt").write_text(said)
    if not report.exists():
        raise SystemExit(said)
    cases = list(ET.parse(report).getroot().iter("testcase"))  # noqa: S314 - written by the tool a moment ago
    grave = tuple(
        f"{case.get('name')}: {one.get('message', '')[:300]}" for case in cases for one in [*case.iter("failure"), *case.iter("error")]
    )
    sent = next((line.strip() for line in said.splitlines() if "generated" in line), "")
    return Result("schemathesis", target, f"{len(cases)} operations {sent}".strip(), len(grave), grave, time.monotonic() - began)


def sqlmap(target: str, addresses: Sequence[str], *, into: Path, cookies: Mapping[str, str] | None = None, seconds: float = 240) -> Result:
    """Level 1, risk 1: boolean, error and union, on every parameter of every address."""
    began, folder = time.monotonic(), into / f"sqlmap-{target}"
    folder.mkdir()
    (folder / "addresses.txt").write_text("\n".join(addresses) + "\n")
    results = folder / "results.csv"
    command: list[str | Path] = [ENVIRONMENT / "bin/sqlmap", "-m", folder / "addresses.txt", "--batch", "--level", "1", "--risk", "1"]
    command += ["--technique", "BEU", "--threads", "2", "--disable-coloring", "--output-dir", folder / "out", "--results-file", results]
    command += ["--skip-waf", "--timeout", "20", "--retries", "1"]
    if cookies:
        command += ["--cookie", "; ".join(f"{name}={value}" for name, value in cookies.items())]
    said = _run(command, seconds=seconds, folder=folder)
    (folder / "said.txt").write_text(said)
    rows = list(csv.DictReader(results.read_text().splitlines())) if results.exists() else []
    # It tries what it finds once more, and says itself what was none.
    proved = [row for row in rows if row.get("Parameter") and "false positive" not in (row.get("Note(s)") or "")]
    grave = tuple(f"{row['Place']} {row['Parameter']} of {row['Target URL']}: {row['Technique(s)']}" for row in proved)
    tested = said.count("does not seem to be injectable") + said.count("is vulnerable") + said.count("is not injectable")
    begun = said.count("[INFO] testing URL")
    return Result(
        "sqlmap", target, f"{begun} of {len(addresses)} addresses, {tested} parameters", len(rows), grave, time.monotonic() - began
    )


def wapiti(target: str, address: str, *, into: Path, cookies: Mapping[str, str] | None = None, seconds: int = 120) -> Result:
    """Walks through the pages and attacks every form and parameter of its own finding; never another server."""
    began, report = time.monotonic(), into / f"wapiti-{target}.json"
    command: list[str | Path] = [
        ENVIRONMENT / "bin/wapiti",
        "-u",
        address,
        "--scope",
        "folder",
        "-m",
        MODULES,
        "-f",
        "json",
        "-o",
        report,
        "-d",
        "3",
    ]
    command += [
        "--max-links-per-page",
        "30",
        "--max-files-per-dir",
        "15",
        "--max-scan-time",
        str(seconds),
        "--max-attack-time",
        str(seconds // 6),
    ]
    command += [
        "--flush-session",
        "--no-bugreport",
        "--store-session",
        into / f"wapiti-{target}",
        "--store-config",
        into / "wapiti-config",
        "-t",
        "10",
    ]
    command += ["-x", f"{address}*sign-out*", "-x", f"{address}*leave*"]
    # In its jar and not as a header: beside a header it would send no cookie that it is given, so every form would be refused for its
    # token before an attack in it is read. For the same reason ten pages fetched at once must not each bring another token's cookie.
    jar = into / f"wapiti-{target}-cookies.json"
    plain = {"expires": None, "secure": False, "port": None, "version": 0}
    given = {CSRF_COOKIE: secrets.token_hex(16), **(cookies or {})}
    jar.write_text(json.dumps({"127.0.0.1": {"/": {name: {"value": value, **plain} for name, value in given.items()}}}))
    command += ["--cookie", jar]
    said = _run(command, seconds=seconds * 2 + 60, folder=into)
    (into / f"wapiti-{target}.txt").write_text(said)
    if not report.exists():
        raise SystemExit(said)
    told = json.loads(report.read_text())
    found = [(kind, one) for kind, ones in told["vulnerabilities"].items() for one in ones]
    found += [(kind, one) for kind, ones in told.get("anomalies", {}).items() for one in ones if one.get("level", 0) >= 2]
    grave = tuple(
        f"{kind}: {one['method']} {one['path']} {one.get('parameter') or ''} {one['info']}"
        for kind, one in found
        if one.get("level", 1) >= 2 and not any(words in one["info"] for words in NOT_OVER_HTTP)
    )
    pages = told.get("infos", {}).get("crawled_pages_nbr", "?")
    return Result("wapiti", target, f"{pages} pages, {len(MODULES.split(','))} modules", len(found), grave, time.monotonic() - began)
