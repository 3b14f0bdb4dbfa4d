"""A job that nobody does would wait for ever, so every name that is enqueued stands in the worker's table."""

import ast
from importlib import import_module
from importlib.util import find_spec

import pytest

from tests.architecture.house import calls, expect_none, place


def _enqueued():
    # `enqueue` makes what it writes by `new_job`, with a name that its own caller gave.
    made = ((path, call) for path, call in calls("new_job") if place(path) != "mazalim/work/actions.py")
    for path, call in (*calls("enqueue"), *made):
        name = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "name"), None)
        yield path, call, name


def test_the_name_of_a_job_is_written_where_it_is_enqueued():
    hidden = [f"{place(path)}:{call.lineno}" for path, call, name in _enqueued() if not isinstance(name, ast.Constant)]
    expect_none(hidden)


@pytest.mark.skipif(not find_spec("mazalim.worker.jobs"), reason="there is no worker yet")
def test_every_job_enqueued_stands_in_the_workers_table():
    table = import_module("mazalim.worker.jobs").JOBS
    unknown = [
        f"{place(path)}: {name.value!s}" for path, _, name in _enqueued() if isinstance(name, ast.Constant) and name.value not in table
    ]
    expect_none(unknown)


@pytest.mark.skipif(not find_spec("mazalim.worker.jobs"), reason="there is no worker yet")
def test_every_job_of_the_workers_table_is_enqueued_somewhere():
    names = {name.value for _, _, name in _enqueued() if isinstance(name, ast.Constant)}
    assert set(import_module("mazalim.worker.jobs").JOBS) <= names
