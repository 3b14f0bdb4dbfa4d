"""Operations that hold nobody up do what the plain ones do, and may be begun again after they were broken off."""

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.state import ProjectState

from mazalim.common.database.operations import AddCheckOnline, AddIndexOnline, RemoveIndexOnline, RunInBatches, ValidateCheck
from mazalim.country.models import Holiday
from tests.two_connections import only_on_postgresql


def indexes():
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "country_holiday")
    return {name for name in found if name.startswith("tried")}


def run(*operations):
    state = ProjectState.from_apps(apps)
    for operation in operations:
        after = state.clone()
        operation.state_forwards("country", after)
        with connection.schema_editor(atomic=False) as editor:
            operation.database_forwards("country", editor, state, after)
        state = after
    return state


@pytest.mark.django_db(transaction=True)
def test_an_index_that_was_left_half_built_is_built_anew_and_a_check_is_validated_later():
    only_on_postgresql()
    index = models.Index(fields=["names"], name="tried_index")
    check = models.CheckConstraint(name="tried_check", condition=models.Q(date__gt="1900-01-01"))
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX tried_index ON country_holiday (date)")
        cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'tried_index'::regclass")
    run(
        AddIndexOnline("holiday", index),
        AddCheckOnline("holiday", check),
        ValidateCheck("holiday", "tried_check"),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid, pg_get_indexdef(indexrelid) FROM pg_index WHERE indexrelid = 'tried_index'::regclass")
        is_valid, definition = cursor.fetchone()
        cursor.execute("SELECT convalidated FROM pg_constraint WHERE conname = 'tried_check'")
        assert cursor.fetchone() == (True,)
        cursor.execute("ALTER TABLE country_holiday DROP CONSTRAINT tried_check")
    assert is_valid
    assert "(names)" in definition
    state = ProjectState.from_apps(apps)
    state.add_index("country", "holiday", index)
    after = state.clone()
    remove = RemoveIndexOnline("holiday", "tried_index")
    remove.state_forwards("country", after)
    with connection.schema_editor(atomic=False) as editor:
        remove.database_forwards("country", editor, state, after)
    assert indexes() == set()


@pytest.mark.django_db
def test_rows_are_changed_in_batches_each_once_whatever_was_done_before():
    for day in range(1, 8):
        Holiday.objects.create(date=f"2027-03-{day:02}", names={"en": "Day"})
    batches = []

    def name_them(apps, schema_editor, keys):
        batches.append(len(keys))
        apps.get_model("country", "Holiday").objects.filter(pk__in=keys).update(names={"en": "Feast"})

    run_one = RunInBatches("Holiday", name_them, size=3)
    run_one.database_forwards("country", type("Editor", (), {"connection": connection}), ProjectState.from_apps(apps), None)
    assert batches == [3, 3, 1]
    assert set(Holiday.objects.values_list("names__en", flat=True)) == {"Feast"}
