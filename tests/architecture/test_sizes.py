"""A folder that can be taken in at a glance, and files that can be read to the end."""

from tests.architecture.house import ROOT, expect_none, files, place

MOST_FILES, MOST_LINES = 12, 400
OURS = [ROOT / name for name in ("config", "mazalim", "tests", "tools", "bench") if (ROOT / name).exists()]
# One file per language, per profile or per step is a list, not a drawer: the rule is about what has to be understood together.
LISTS = {"content", "fonts", "versions"}


def test_no_folder_shows_more_than_twelve_files():
    folders = {folder for top in OURS for folder in [top, *top.rglob("*")] if folder.is_dir()}
    full = []
    for folder in sorted(folders):
        if {"migrations", "__pycache__", *LISTS} & set(folder.parts):
            continue
        shown = [f for f in folder.iterdir() if f.is_file() and f.name != "__init__.py" and f.suffix != ".pyc"]
        if len(shown) > MOST_FILES:
            full.append(f"{place(folder)}: {len(shown)} files")
    expect_none(full)


def test_no_file_has_four_hundred_lines():
    long = []
    for top in OURS:
        for path in files(".py", ".html", ".js", ".css", ".sh", under=top):
            lines = len(path.read_text("utf-8").splitlines())
            if lines >= MOST_LINES:
                long.append(f"{place(path)}: {lines} lines")
    expect_none(long)
