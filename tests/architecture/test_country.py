"""What differs between countries is data in profiles/: the code never asks which country it serves."""

import ast
import re
import tomllib

from tests.architecture.house import PRODUCT, ROOT, expect_none, files, place, tree

PROFILES = {path.parent.name: tomllib.loads(path.read_text("utf-8")) for path in (ROOT / "profiles").glob("*/profile.toml")}
NAMES = set(PROFILES) | {profile["country"] for profile in PROFILES.values()}
DEMONSTRATION = PRODUCT / "demo"  # shows one country and may name it


def _constants(node):
    return {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def test_there_are_profiles_to_look_for():
    assert len(PROFILES) >= 2


def test_no_code_branches_on_a_country():
    found = []
    for path in files(".py"):
        if DEMONSTRATION in path.parents:
            continue
        for node in ast.walk(tree(path)):
            asked = node if isinstance(node, ast.Compare) else node.pattern if isinstance(node, ast.match_case) else None
            if asked is not None and NAMES & _constants(asked):
                found.append(f"{place(path)}:{asked.lineno}")
            if isinstance(node, ast.Dict) and NAMES & {key.value for key in node.keys if isinstance(key, ast.Constant)}:
                found.append(f"{place(path)}:{node.lineno}")
    expect_none(found)


def test_no_template_branches_on_a_country():
    asks = re.compile(r"{%\s*(el)?if[^%]*[\"'](" + "|".join(sorted(NAMES)) + r")[\"']")
    expect_none([place(path) for path in files(".html", ".txt") if asks.search(path.read_text("utf-8"))])
