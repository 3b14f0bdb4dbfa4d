"""Nothing lives in a database session: behind a pooler the next statement may meet another one (docs/adr/0027)."""

import re

from tests.architecture.house import calls, expect_none, files, place

# Holds every figure in memory anyway; reads a copy of SQLite.
ITERATES = {"mazalim/figures/actions/comparing.py", "mazalim/keeping/actions/backing_up.py"}
# `migrate` and the storage of tables, which refuse a pooler and have a session of their own.
OF_A_SESSION = {"mazalim/keeping/postgresql/migrating.py", "mazalim/keeping/postgresql/storage.py", "mazalim/common/database/operations.py"}
STATE = re.compile(
    r"pg_(try_)?advisory_lock|\bSET SESSION\b|\bLISTEN \w|\bPREPARE \w|\bTEMP(ORARY)? TABLE\b|set_config\([^)]*false\)|WITH HOLD", re.I
)


def test_tables_are_read_by_key_and_not_by_a_cursor_on_the_server():
    expect_none(f"{place(path)}:{call.lineno}: take in_batches" for path, call in calls("iterator") if place(path) not in ITERATES)


def test_no_statement_leaves_anything_in_a_session():
    found = ((path, STATE.search(path.read_text("utf-8"))) for path in files(".py") if place(path) not in OF_A_SESSION)
    expect_none(f"{place(path)}: {match[0]}" for path, match in found if match)
