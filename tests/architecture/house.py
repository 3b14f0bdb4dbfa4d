"""What the guards know of the house: its layers, its files and their syntax trees."""

import ast
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCT = ROOT / "mazalim"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONTRACTS = {contract["id"]: contract for contract in PYPROJECT["tool"]["importlinter"]["contracts"]}


def layers(contract: str) -> list[list[str]]:
    """The packages of a contract, top to bottom; packages of one list may not know one another."""
    return [[name.strip(" ()") for name in line.split("|")] for line in CONTRACTS[contract]["layers"]]


def floor(app: str) -> tuple[int, int]:
    """How high a package stands, by its dotted name: (floor of the house, floor of the journey); the ground is 0."""
    room = app.split(".")[1]
    heights = {name: height for height, line in enumerate(reversed(layers("house"))) for name in line}
    stages = {name: height for height, line in enumerate(reversed(layers("journey"))) for name in line}
    return heights[room], stages[app.split(".")[2]] if room == "journey" else 0


def files(*endings: str, under: Path = PRODUCT) -> list[Path]:
    """The product's own files with one of these endings, without migrations."""
    found = (path for ending in endings for path in under.rglob(f"*{ending}"))
    return sorted(path for path in found if not {"migrations", "__pycache__"} & set(path.parts))


def place(path: Path) -> str:
    """How a message names a file."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text("utf-8"), str(path))


def calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    """Every call of a function or method of this name in the product."""
    for path in files(".py"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and name in {getattr(node.func, "id", None), getattr(node.func, "attr", None)}:
                yield path, node


def expect_none(found: Iterable[str], *, most: int = 25) -> None:
    """Fails with one line for each thing found, and the number of those beyond `most`."""
    lines = sorted(found)
    if len(lines) > most:
        lines = [*lines[:most], f"... and {len(lines) - most} more"]
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)
