"""How many questions an operation puts to the database: the same units through Django's test client, in this process, on the same database."""

from collections.abc import Iterable, Sequence
from typing import Any

from bench.load import Outcome
from bench.operations.units import Operation, Scene, Unit

APART = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


def counted(statements: Iterable[str]) -> dict[str, int]:
    """Questions told apart from savepoints and from beginning and ending transactions."""
    found = {"queries": 0, "savepoints": 0, "transactions": 0}
    for statement in statements:
        words = statement.lstrip().upper()
        if not words.startswith(APART):
            found["queries"] += 1
        elif "SAVEPOINT" in words:
            found["savepoints"] += 1
        else:
            found["transactions"] += 1
    return found


def of_chain(operations: Sequence[Operation], scene: Scene) -> list[list[dict[str, int]]]:
    """For each operation of a chain what each of its steps asks. Every operation goes twice, and the second time counts: what a process keeps is then kept."""
    for _ in range(2):
        before, found = None, list[list[dict[str, int]]]()
        for operation in operations:
            units = operation.make(scene, 1, before)
            if not units:
                return found
            statements, done = play(units[0])
            found.append([counted(step) for step in statements])
            before = Outcome([1.0], 1.0, [], [{**{name: value for name, value in units[0].items() if name != "steps"}, **done}])
    return found


def play(unit: Unit) -> tuple[list[list[str]], dict[str, Any]]:
    """Do a unit in this process; returns the statements of each of its steps, and what the next operation of a chain wants to know.

    :raises RuntimeError: a step was answered otherwise than expected.
    """
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "127.0.0.1"})
    for name, value in unit["cookies"].items():
        client.cookies[name] = value
    steps, body = [], b""
    for step in unit["steps"]:
        headers = dict(step.get("headers", {}))
        kind = headers.pop("Content-Type", "application/octet-stream")
        with CaptureQueriesContext(connection) as captured:
            answer = client.generic(step["method"], step["path"], step.get("body", ""), content_type=kind, headers=headers)
            body = answer.getvalue()
        if answer.status_code not in step["expect"]:
            raise RuntimeError(f"{step['method']} {step['path']}: {answer.status_code}")
        steps.append([str(query["sql"]) for query in captured.captured_queries])
    kept = {name: morsel.value for name, morsel in client.cookies.items()}
    return steps, {"cookies": kept, "body": body.decode("utf-8", "replace"), "lines": body.count(b"\n")}
