"""Documentation that leads nowhere, or that tells yesterday's rules, is worse than none."""

import re

from tests.architecture.house import ROOT, expect_none, place
from tools.docs import pages

PAGES = sorted(path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("profiles/**/*.md")])
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def _anchors(path):
    for heading in re.findall(r"^#+ (.*)$", path.read_text("utf-8"), flags=re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def test_links_between_pages_lead_somewhere():
    lost = []
    for page in PAGES:
        for target in LINK.findall(page.read_text("utf-8")):
            if re.match(r"[a-z]+:", target):
                continue
            file, _, anchor = target.partition("#")
            there = (page.parent / file).resolve() if file else page
            if not there.exists() or (anchor and anchor not in set(_anchors(there))):
                lost.append(f"{place(page)}: {target}")
    expect_none(lost)


def test_every_page_of_the_documentation_can_be_reached_from_its_map():
    reached, waiting = set(), [ROOT / "docs" / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.exists():
            continue
        reached.add(page)
        targets = (target.partition("#")[0] for target in LINK.findall(page.read_text("utf-8")))
        waiting += [(page.parent / target).resolve() for target in targets if target and ":" not in target]
    expect_none(place(page) for page in (ROOT / "docs").rglob("*.md") if page not in reached)


def test_generated_pages_say_what_the_product_does():
    stale = (path for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text)
    expect_none(f"{place(path)} is stale: run `make docs`" for path in stale)


def test_tests_that_a_page_names_are_there():
    gone = []
    for page in PAGES:
        for file, name in NAMED.findall(page.read_text("utf-8")):
            path = ROOT / file
            if not path.exists() or (name and f"def {name}(" not in path.read_text("utf-8")):
                gone.append(f"{place(page)}: {file}{'::' + name if name else ''}")
    expect_none(gone)
