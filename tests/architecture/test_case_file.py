"""The rules that keep the case file whole, where the reader of code can break them without noticing."""

import ast
from importlib.util import find_spec
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from tests.architecture.house import PRODUCT, expect_none, files, place, tree

LIFECYCLE = PRODUCT / "complaints" / "lifecycle"
SCREENS = {"views", "forms", "api", "urls"}
PURE = {"actions", "queries", "rules", "lifecycle", "deadlines", "models"}


def _named(path, names):
    """Whether a file is one of these, or lies in a package of that name."""
    return bool({path.stem, *path.relative_to(PRODUCT).parts[:-1]} & names)


def test_only_the_lifecycle_assigns_the_state_of_a_complaint():
    found = []
    for path in files(".py"):
        if LIFECYCLE in path.parents or path == LIFECYCLE.with_suffix(".py"):
            continue
        for node in ast.walk(tree(path)):
            targets = (
                node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []
            )
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr == "state" and "complaint" in ast.unparse(target.value).lower():
                    found.append(f"{place(path)}:{target.lineno}")
    expect_none(found)


def test_no_screen_fetches_a_complaint_past_the_door():
    found = []
    for path in files(".py"):
        if _named(path, SCREENS):
            nodes = (
                node for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
            )
            found += [
                f"{place(path)}:{node.lineno}"
                for node in nodes
                if ast.unparse(node.value).split(".")[-1] in {"Complaint", "Entry", "EntryText"}
            ]
    expect_none(found)


def test_the_clock_is_read_in_views_commands_and_tasks_alone():
    found = []
    for path in files(".py"):
        if not _named(path, PURE) or _named(path, {"management", "views", "tasks"}):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {
                "timezone.now",
                "now",
                "datetime.now",
                "date.today",
                "localdate",
                "timezone.localdate",
            }:
                found.append(f"{place(path)}:{node.lineno}")
    expect_none(found)


def test_acts_of_the_journey_take_their_arguments_by_name():
    found = []
    for path in files(".py", under=PRODUCT / "journey"):
        if not _named(path, {"actions"}):
            continue
        functions = [node for node in tree(path).body if isinstance(node, ast.FunctionDef)]
        for node in functions:
            is_act = "transaction.atomic" in map(ast.unparse, node.decorator_list)
            if is_act and not node.name.startswith("_") and (node.args.args or node.args.posonlyargs):
                found.append(f"{place(path)}:{node.lineno} {node.name}")
    expect_none(found)


def test_nothing_but_apps_listens_to_signals():
    found = []
    for path in files(".py"):
        imports = (node for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom) and "signals" in (node.module or ""))
        for node in imports:
            if path.name != "apps.py" or {alias.name for alias in node.names} != {"post_migrate"}:
                found.append(f"{place(path)}:{node.lineno}")
    expect_none(found)


def test_words_are_marked_safe_only_where_they_are_known_to_be():
    known = {f"mazalim/web/templatetags/{name}.py" for name in ("texts", "fields", "frame", "kept")}
    users = {place(path) for path in files(".py") if "mark_safe" in path.read_text("utf-8")}
    users |= {place(path) for path in files(".html") if "|safe" in path.read_text("utf-8") or "autoescape off" in path.read_text("utf-8")}
    assert users <= known


@pytest.mark.django_db
def test_the_migrations_are_up_to_date():
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1, stdout=said)
    except SystemExit:
        pytest.fail(f"run `manage.py makemigrations`:\n{said.getvalue()}", pytrace=False)


@pytest.mark.skipif(not find_spec("mazalim.complaints.models"), reason="there is no case file yet")
@pytest.mark.django_db
def test_every_trigger_of_the_list_stands_after_all_migrations():
    from mazalim.complaints.models.triggers import REFUSED, installed, trigger_name

    assert REFUSED
    assert {trigger_name(table, event) for table, event in REFUSED} <= installed(connection)
