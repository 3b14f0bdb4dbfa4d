"""An index costs every write: each one of a large table is there for a query that somebody has named."""

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from mazalim.keeping.postgresql.storage import LARGE, PERIODS
from tests.architecture.house import expect_none
from tests.two_connections import only_on_postgresql
from tools.database.indexes import RARE, inventory, unused

BY_HAND = {("complaints_search", "complaints_search_index"), *((table, index) for index, table, _ in PERIODS)}


def indexes_of_models():
    for model in apps.get_models():
        table = model._meta.db_table
        if table in LARGE:
            yield from ((table, index.name) for index in model._meta.indexes)
            fields = (field for field in model._meta.local_fields if field.db_index and not field.unique and not field.primary_key)
            yield from ((table, f"{table}.{field.column}") for field in fields)


def test_each_index_of_a_large_table_serves_a_query_that_is_named():
    listed = {(table, index) for table, of in inventory().items() for index in of}
    there = {*indexes_of_models(), *BY_HAND}
    expect_none(f"{index} of {table}: which query is it for? (keeping/postgresql/indexes.toml)" for table, index in there - listed)
    expect_none(f"{index} of {table} is listed and not there" for table, index in listed - there)
    assert all(len(purpose.removeprefix(RARE).strip()) > 5 for of in inventory().values() for purpose in of.values())


@pytest.mark.django_db
def test_an_index_that_nobody_read_is_named():
    only_on_postgresql()
    settings = connection.settings_dict
    url = psycopg.conninfo.make_conninfo(host=settings["HOST"], user=settings["USER"], dbname=settings["NAME"])
    listed = {"tried": {"tried_read": "a list", "tried_unread": "a list", "tried_rare": f"{RARE} once a year", "tried.d": "a list"}}
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("CREATE TABLE tried (a int, b int, c int, d int)")
        try:
            for index, column in (("tried_read", "a"), ("tried_unread", "b"), ("tried_rare", "c"), ("named_by_django", "d")):
                other.execute(f"CREATE INDEX {index} ON tried ({column})")
            other.execute("SET enable_seqscan = off")
            other.execute("SELECT * FROM tried WHERE a = 1")
            other.execute("SELECT pg_stat_force_next_flush()")
            other.execute("SELECT 1")
            assert {index for index, _, _ in unused(url, listed)} == {"tried_unread", "named_by_django"}
        finally:
            other.execute("DROP TABLE tried")
