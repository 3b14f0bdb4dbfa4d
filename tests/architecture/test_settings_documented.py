"""Each environment variable is explained in docs/running/settings.md, and nothing is explained that is not there."""

import ast
import re

from django.conf import settings

from tests.architecture.house import ROOT, files, tree

PAGE = ROOT / "docs" / "running" / "settings.md"
NAME = re.compile(r"^(MAZALIM_[A-Z0-9_]+|DATABASE_URL)$")


def read_variables():
    """Names passed to env.text(...), os.environ.get(...) and the like in the wiring, the product and the tools."""
    found = set()
    for top in ("config", "mazalim", "tools"):
        for path in files(".py", under=ROOT / top):
            for node in ast.walk(tree(path)):
                read = []
                if isinstance(node, ast.Call) and node.args:
                    read = (
                        [node.args[0]]
                        if getattr(node.func, "attr", "") in GETTERS or getattr(node.func, "id", "") == "_kept_secret"
                        else []
                    )
                elif isinstance(node, ast.Subscript) and getattr(node.value, "attr", getattr(node.value, "id", "")) in {
                    "environ",
                    "environment",
                }:
                    read = [node.slice]
                found |= {str(part.value) for part in read if isinstance(part, ast.Constant) and NAME.match(str(part.value))}
    return found


GETTERS = {"text", "flag", "number", "words", "folder", "limits", "storage", "get"}


def test_the_page_explains_exactly_the_variables_that_are_read():
    documented = set(re.findall(r"^#+ `([A-Z_0-9]+)`", PAGE.read_text("utf-8"), flags=re.MULTILINE))
    assert documented == read_variables()


def test_the_page_explains_every_limit():
    section = PAGE.read_text("utf-8").split("### `MAZALIM_LIMITS`")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `([a-z_]+)`", section, flags=re.MULTILINE)) == set(settings.MAZALIM_LIMITS)
