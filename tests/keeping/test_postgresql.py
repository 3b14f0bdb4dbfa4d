"""PostgreSQL as a country runs it: through a pooler, under roles with few rights, with a standby that may not answer, migrated while people write."""

import csv
import io
import time
from contextlib import contextmanager
from threading import Thread

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.utils import IntegrityError, InternalError, ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mazalim.common.database.outcome import OutcomeUnknown
from mazalim.common.database.rows import in_batches, keys_in_batches
from mazalim.complaints.models import Complaint, Entry, EntryText
from mazalim.country.models import Holiday
from mazalim.figures.actions import catch_up
from mazalim.figures.models import Total
from mazalim.journey.satisfaction import actions as satisfaction
from mazalim.keeping.postgresql import roles, storage
from mazalim.keeping.postgresql.migrating import StillLocked, with_short_locks
from mazalim.proof.models import Seal
from mazalim.proof.seals.actions import seal
from mazalim.work.models import LimitCounter
from mazalim.worker.loop import work_once
from tests import factories
from tests.journey import lives
from tests.two_connections import only_on_postgresql
from tools.database.pooler import NoPooler, pooled


@pytest.fixture(autouse=True)
def _real_one(db):
    only_on_postgresql()


def ask(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def through(address):
    """Let every connection of this process lead through a pooler."""
    settings = connections["default"].settings_dict
    before = dict(settings)
    connections.close_all()
    connections["default"].close_pool()
    host, _, port = address.partition("@")[2].partition("/")[0].partition(":")
    settings.update(HOST=host, PORT=port, DISABLE_SERVER_SIDE_CURSORS=True)
    try:
        yield
    finally:
        connections.close_all()
        connections["default"].close_pool()
        settings.update(before)


@pytest.mark.django_db(transaction=True)
def test_a_whole_life_its_export_and_two_workers_fit_through_a_pooler_in_transaction_mode():
    url = f"{connection.settings_dict['USER']}@{connection.settings_dict['HOST'].replace('/', '%2F')}/{connection.settings_dict['NAME']}"
    try:
        with pooled(f"postgresql://{url}", size=2) as address, through(address):
            factories.load_country()
            now = timezone.now()
            life = lives.answered(at=now)
            satisfaction.rate(complaint_id=life.pk, score=4, at=now)
            waiting = factories.lodge(at=now)
            done = [0, 0]

            def work(number):
                try:
                    while tried := work_once(worker=f"w{number}", at=timezone.now()):
                        done[number] += tried
                finally:
                    connections.close_all()

            workers = [Thread(target=work, args=(number,)) for number in (0, 1)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join(60)
            assert sum(done) > 3
            assert seal(at=now) == Entry.objects.count()
            client = factories.client_of(factories.officer_for(waiting))
            answer = client.post("/en/office/desk/export/", {"form": "csv", "list": ""})
            rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
            assert [row[0] for row in rows[1:]] == [waiting.complaint.case_number]
            assert len(ask("SELECT pid FROM pg_stat_activity WHERE application_name = 'mazalim' AND pid <> pg_backend_pid()")) <= 2
            assert ask("SELECT count(*) FROM pg_prepared_statements") == [(0,)]
            assert ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == [(0,)]
    except NoPooler as error:
        pytest.skip(str(error))


def test_rows_are_read_in_batches_and_each_once():
    for day in range(1, 8):
        Holiday.objects.create(date=f"2027-03-{day:02}", names={"en": "Day"})
    with CaptureQueriesContext(connection) as queries:
        dates = [holiday.date.day for holiday in in_batches(Holiday.objects.all(), by="date", size=3)]
    assert (dates, len(queries)) == (list(range(1, 8)), 3)
    assert len(set(keys_in_batches(Holiday.objects.all(), size=2))) == 7


@pytest.mark.django_db(transaction=True)
def test_a_commit_that_no_standby_confirms_is_neither_done_nor_refused(settings):
    settings.MAZALIM_STANDBY_SECONDS = 1
    if ask("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") != [(True,)]:
        pytest.skip("Only a superuser of the cluster may demand a standby that is not there.")

    def demand(name):
        ask(f"ALTER SYSTEM SET synchronous_standby_names = '{name}'")
        ask("SELECT pg_reload_conf()")
        with psycopg.connect(host=connection.settings_dict["HOST"], user=connection.settings_dict["USER"], dbname="postgres") as other:
            while other.execute("SHOW synchronous_standby_names").fetchone() != (name,):
                pass

    day, told = {"key_hash": b"k", "window_end": timezone.now()}, []

    @transaction.atomic
    def count_and_tell():
        transaction.on_commit(lambda: told.append("received"))
        LimitCounter.objects.create(**day)

    ask("SET synchronous_commit = on")
    demand("nobody")
    try:
        with pytest.raises(OutcomeUnknown):
            count_and_tell()
        with pytest.raises(OutcomeUnknown):
            LimitCounter.objects.update(count=2)
    finally:
        demand("")
        ask("RESET synchronous_commit")
    assert not told
    assert LimitCounter.objects.get().count == 2, "kept on the primary: who asks again with the same key is told so"
    with transaction.atomic():
        LimitCounter.objects.update(count=3)


@pytest.fixture
def roles_made(country):
    call_command("database_roles", apply=True, verbosity=0)
    yield
    ask("RESET ROLE")


@contextmanager
def acting_as(role):
    ask(f"SET ROLE {role}")
    try:
        yield
    finally:
        ask("RESET ROLE")


def refused(statement):
    with pytest.raises((ProgrammingError, InternalError), match="permission denied"), transaction.atomic():
        ask(statement)
    return True


def test_each_role_does_its_work_and_can_tamper_with_nothing(roles_made):
    now = timezone.now()
    with acting_as(roles.WEB):
        life = lives.answered(at=now)
        satisfaction.rate(complaint_id=life.pk, score=4, at=now)
        for table, column in (
            ("complaints_entry", "number"),
            ("complaints_entrytext", "text"),
            ("receipts_receipt", "text"),
            ("complaints_opening", "role"),
            ("administration_change", "act"),
        ):
            assert refused(f"UPDATE {table} SET {column} = NULL")
            assert refused(f"DELETE FROM {table}")
            assert refused(f"TRUNCATE {table} CASCADE")
        for statement in (
            "DELETE FROM complaints_complaint",
            "INSERT INTO proof_seal (number) VALUES (1)",
            "DELETE FROM proof_sealedentry",
            "UPDATE figures_total SET count = 0",
            "DELETE FROM complainants_complainant",
            "DELETE FROM django_migrations",
            "CREATE TABLE mine (id int)",
        ):
            assert refused(statement)
        with pytest.raises((ProgrammingError, InternalError), match="must be owner"), transaction.atomic():
            ask("ALTER TABLE complaints_entry DISABLE TRIGGER ALL")
    with acting_as(roles.WORKER):
        assert work_once(worker="w", at=timezone.now()) > 0
        assert seal(at=now) == Entry.objects.count()
        catch_up(at=now)
        assert refused("UPDATE complaints_entry SET number = 0")
        assert refused("DELETE FROM proof_seal")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            EntryText.objects.all()._raw_delete("default")
    with acting_as(roles.READER):
        assert Complaint.objects.count() == 1
        assert refused("SELECT count(*) FROM complainants_complainant")
        assert refused("UPDATE complaints_complaint SET version = 0")
    with acting_as(roles.FIGURES):
        assert Total.objects.exists()
        assert refused("SELECT subject FROM complaints_complaint")
    assert Seal.objects.count() == 1


def test_the_list_of_rights_names_tables_that_are_there_and_no_secret_is_readable_by_a_replica():
    named = roles.APPEND_ONLY | roles.NEVER_DELETED | roles.OF_THE_WORKER | roles.OF_THE_OWNER | roles.SECRET | set(storage.STORAGE)
    assert named <= set(connection.introspection.table_names())
    assert not [
        grant for grant in roles.grants(roles.tables()) if grant.role in {roles.READER, roles.FIGURES} and grant.table in roles.SECRET
    ]
    assert all(grant.privileges == ("SELECT",) for grant in roles.grants(roles.tables()) if grant.role in {roles.READER, roles.FIGURES})


def test_every_migration_leaves_the_tables_stored_as_the_list_says():
    assert storage.differing(connection) == {}
    assert storage.missing_periods(connection) == []
    ask("ALTER TABLE complaints_entry RESET (autovacuum_freeze_min_age)")
    assert list(storage.differing(connection)) == ["complaints_entry"]
    storage.apply(connection)
    assert storage.differing(connection) == {}


@pytest.mark.django_db(transaction=True)
def test_a_migration_lets_go_of_a_lock_that_is_not_to_be_had_and_says_so():
    said, tries = [], []

    def change():
        tries.append(1)
        ask("LOCK TABLE work_limitcounter IN ACCESS EXCLUSIVE MODE")

    def migrate():
        with transaction.atomic():
            change()

    with psycopg.connect(
        host=connection.settings_dict["HOST"], user=connection.settings_dict["USER"], dbname=connection.settings_dict["NAME"]
    ) as reader:
        reader.execute("SELECT 1 FROM work_limitcounter")
        with pytest.raises(StillLocked):
            with_short_locks(migrate, connection=connection, milliseconds=20, patience=0.3, say=said.append)
        patient = Thread(target=lambda: (time.sleep(0.2), reader.rollback()))
        patient.start()
        with_short_locks(migrate, connection=connection, milliseconds=20, patience=5, say=said.append)
        patient.join()
    assert len(tries) >= 3
    assert "A table is in use" in said[0]
    assert ask("SHOW lock_timeout") == [("0",)]
