"""A migration that locks a large table stops a country: what is written is judged before it is run."""

from datetime import datetime

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models.functions import Now

from mazalim.common.database import operations as online
from tests.architecture.house import PRODUCT, expect_none
from tools.database.linting import faults

# Those that every installation begins with: when they run its tables are empty.


@pytest.fixture(scope="module")
def loader():
    return MigrationLoader(None)


def _ours(loader):
    return [key for key, migration in loader.disk_migrations.items() if str(PRODUCT.name) == type(migration).__module__.split(".")[0]]


def test_no_migration_holds_people_up(loader):
    found = []
    for app, name in _ours(loader):
        migration = loader.disk_migrations[app, name]
        if not migration.initial:
            found += faults(migration, loader.project_state((app, name), at_end=False))
    expect_none(found)


def _judged(loader, *operations, atomic=True, app="complaints"):
    migration = migrations.Migration("9999_tried", app)
    migration.operations, migration.atomic = list(operations), atomic
    return " ".join(faults(migration, loader.project_state()))


NAMED = models.Index(fields=["subject"], name="case_subject")
CHECK = models.CheckConstraint(name="case_has_subject", condition=~models.Q(subject=""))
CASE = {"model_name": "complaint"}


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        (migrations.AddIndex(**CASE, index=NAMED), "AddIndexOnline"),
        (online.AddIndexOnline(**CASE, index=NAMED), "atomic = False"),
        (migrations.AddConstraint(**CASE, constraint=CHECK), "ValidateCheck"),
        (migrations.AddConstraint(**CASE, constraint=models.UniqueConstraint(fields=["subject"], name="once")), "behind a lock"),
        (migrations.AddField(**CASE, name="new", field=models.IntegerField(default=0)), "release before"),
        (migrations.AddField(**CASE, name="new", field=models.DateTimeField(db_default=Now())), "each row"),
        (migrations.AddField(**CASE, name="new", field=models.IntegerField(null=True, db_index=True)), "behind a lock"),
        (migrations.AddField(**CASE, name="new", field=models.ForeignKey("complaints.Entry", models.PROTECT, null=True)), "both tables"),
        (migrations.AlterField(**CASE, name="round", field=models.BigIntegerField(default=1)), "written anew"),
        (migrations.AlterField(**CASE, name="subject", field=models.CharField(max_length=100)), "written anew"),
        (migrations.AlterField(**CASE, name="happened_on", field=models.DateField()), "looked through"),
        (migrations.RenameField(**CASE, old_name="round", new_name="turn"), "old name"),
        (migrations.RunPython(migrations.RunPython.noop), "RunInBatches"),
        (migrations.RunSQL("ALTER TABLE complaints_entry ADD x int DEFAULT random()"), "nobody judges"),
    ],
)
def test_what_would_hold_people_up_is_refused_with_what_to_do_instead(loader, operation, said):
    assert said in _judged(loader, operation)


def test_what_holds_nobody_up_is_let_through(loader):
    for operation in (
        migrations.AddField(**CASE, name="new", field=models.IntegerField(null=True)),
        migrations.AddField(**CASE, name="new", field=models.CharField(max_length=5, default="", db_default="")),
        migrations.AlterField(**CASE, name="subject", field=models.CharField(max_length=400)),
        migrations.RemoveIndex(**CASE, name="case_at_place"),
        online.AddCheckOnline(**CASE, constraint=CHECK),
        online.ValidateCheck(**CASE, name="case_has_subject"),
        migrations.RunSQL("CREATE INDEX CONCURRENTLY x ON complaints_entry (at)"),
    ):
        assert _judged(loader, operation) == ""
    assert _judged(loader, online.AddIndexOnline(**CASE, index=NAMED), atomic=False) == ""
    small = migrations.AddIndex(model_name="holiday", index=models.Index(fields=["date"], name="holiday_date"))
    assert _judged(loader, small, app="country") == ""
    made = migrations.CreateModel(
        "Leaflet", [("id", models.BigAutoField(primary_key=True)), ("at", models.DateTimeField(default=datetime.now))]
    )
    assert _judged(loader, made, migrations.AddIndex(model_name="leaflet", index=models.Index(fields=["at"], name="leaflet_at"))) == ""
