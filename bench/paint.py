"""What pages weigh on the line, and how soon a phone on a slow one shows them: headless Chromium with a throttled network and processor.

    python -m bench.paint [--times 5]

The line is that of the specification: 400 kbit/s, 400 ms for each answer; the processor four times slower than this one, as cheap phones are. Bytes are
those that Chromium received, headers included. The first page is opened with an empty cache, every further one by somebody who has seen the first. The
median of several visits counts.
"""

import argparse
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.crowd.visits import Caller, form
from bench.report.rows import Row, judged

LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # ms, bytes a second
SLOWER = 4
FIRST_KB, FURTHER_KB, PAINT_SECONDS = 60.0, 15.0, 1.5
LANGUAGES = ("en", "ar")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "Chromium is missing, so pages were not painted. Debian, Ubuntu: apt-get install chromium-headless-shell"
# A face that is not there yet is loaded behind the page, and belongs to its weight.
FACES = "async () => { await document.fonts.ready; }"
# Chromium says of a paint when it was; the largest is known once nothing larger has come for a while.
PAINTS = """() => new Promise((done) => {
  let largest = 0;
  new PerformanceObserver((list) => { largest = list.getEntries().at(-1).startTime; }).observe({ type: "largest-contentful-paint", buffered: true });
  setTimeout(() => done([performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0, largest]), 150);
})"""


@dataclass(frozen=True)
class Sight:
    """A page to look at. `most_kb`: what it may weigh; None where nothing is asked. `is_first`: opened with an empty cache."""

    title: str
    path: str  # without the language
    cookies: Mapping[str, str]
    viewport: Mapping[str, int]
    most_kb: float | None
    is_first: bool = False


@dataclass(frozen=True)
class Seen:
    """Of one visit: kilobytes (of 1,000), seconds to the first and to the largest paint."""

    kilobytes: float
    first: float
    largest: float


def sights(*, citizen: Mapping[str, str], writer: Mapping[str, str], officer: Mapping[str, str], case: str) -> list[Sight]:
    """What is looked at.

    :param citizen: cookies of a complainant who has their file open.
    :param writer: cookies of somebody who has begun to write.
    :param officer: cookies of an officer.
    :param case: the number of a case that this officer may see.
    """
    return [
        Sight("home page, first visit", "", {}, PHONE, FIRST_KB, is_first=True),
        Sight("wizard: which body", "complain/body/", writer, PHONE, FURTHER_KB),
        Sight("the complainant's page", "follow/file/", citizen, PHONE, FURTHER_KB),
        Sight("public figures", "figures/", {}, PHONE, FURTHER_KB),
        Sight("officer's list", "office/desk/", officer, DESK, None),
        Sight("case page", f"office/cases/{case}/", officer, DESK, None),
    ]


def painted(port: int, *, pair: tuple[str, str], officer: Mapping[str, str], n: int, stamp: str = "", times: int = 5) -> list[Row]:
    """Every page, of a running installation.

    :param pair: a complaint's code and its contact.
    :param officer: cookies of an officer whose desk has a case.
    :param stamp: of `mazalim.web.traps`, where forms ask for one.
    """
    caller = Caller(port)

    def sent(path: str, fields: Mapping[str, str]) -> dict[str, str]:
        answer = form(caller, path, {**fields, "drawn": stamp})
        if not answer.is_served or not answer.cookies:
            raise RuntimeError(f"{path}: {answer.status}")
        return answer.cookies

    citizen = sent("/en/follow/", {"code": pair[0], "contact": pair[1]})
    writer = sent("/en/complain/kind/", {"kind": "complaint"})
    listed = caller.get("/en/office/desk/", dict(officer)).body.decode()
    caller.close()
    case = re.findall(r"/en/office/cases/([^/\"]+)/", listed)[0]
    return rows(port, sights(citizen=citizen, writer=writer, officer=officer, case=case), n=n, times=times)


def rows(port: int, looked_at: Sequence[Sight], *, n: int, times: int = 5) -> list[Row]:
    """Weight and paint of every page in every language, as rows of the benchmark's table; none where Chromium is missing.

    :param port: of the server, on 127.0.0.1.
    :param n: complaints in the country.
    :param times: visits of each, of which the median counts.
    """
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        print(MISSING, file=sys.stderr)
        return []
    from playwright.sync_api import sync_playwright

    made: list[Row] = []
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        for sight in looked_at:
            for language in LANGUAGES:
                seen = [_seen(browser, f"http://127.0.0.1:{port}/{language}/", sight) for _ in range(times)]
                made += _rows_of(f"{sight.title}, {language}", seen, sight.most_kb, n)
        browser.close()
    return made


def _rows_of(name: str, seen: Sequence[Seen], most_kb: float | None, n: int) -> Iterator[Row]:
    weight, first, largest = (median(getattr(one, part) for one in seen) for part in ("kilobytes", "first", "largest"))
    line = "400 kbit/s, 400 ms, processor ÷ 4"
    yield Row(
        f"{name}: weight",
        n,
        weight,
        "KB",
        f"≤ {most_kb:g}" if most_kb else "",
        "bytes over the wire",
        judged(weight, most_kb, is_most=True),
    )
    yield Row(f"{name}: first contentful paint", n, first, "s", "", line, None)
    yield Row(f"{name}: largest paint", n, largest, "s", f"≤ {PAINT_SECONDS:g}", line, judged(largest, PAINT_SECONDS, is_most=True))


def _seen(browser: Any, home: str, sight: Sight) -> Seen:
    context = browser.new_context(viewport=dict(sight.viewport))
    context.add_cookies([{"name": name, "value": value, "url": home} for name, value in sight.cookies.items()])
    page = context.new_page()
    if not sight.is_first:
        page.goto(home if "office/" not in sight.path else f"{home}office/", wait_until="load")
        page.evaluate(FACES)
    line = context.new_cdp_session(page)
    received: list[float] = []
    line.on("Network.loadingFinished", lambda told: received.append(told["encodedDataLength"]))
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    answer = page.goto(f"{home}{sight.path}", wait_until="load")
    if answer is None or answer.status != 200 or not page.url.startswith(f"{home}{sight.path}"):
        raise RuntimeError(f"{sight.title}: {answer and answer.status}, {page.url}")
    first, largest = page.evaluate(PAINTS)
    page.evaluate(FACES)
    context.close()
    return Seen(sum(received) / 1000, first / 1000, largest / 1000)


def main() -> int:
    """Paint the pages of the demonstration's country and print the table; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--kept", default="", help="a folder in which the country stays for the next run")
    arguments = parser.parse_args()
    from bench.crowd.stage import stage
    from bench.report.table import of_rows

    with stage(arguments.kept) as made:
        found = painted(made.made.port, pair=made.followed[0], officer=made.officers[0], n=410, times=arguments.times)
    print(of_rows(found))
    return 1 if not found or any(row.ok is False for row in found) else 0


if __name__ == "__main__":
    sys.exit(main())
