"""Queries whose SQL is kept answer as those that Django writes anew."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils import timezone

from mazalim.accounts.models import Grant, Officer
from mazalim.common.database.kept import MOST_KEPT, _kept, rows_of
from mazalim.complaints.models import Complaint, Entry
from mazalim.directory.models import Desk
from tests import factories

pytestmark = pytest.mark.django_db


def test_other_values_find_other_rows_with_one_query_and_related_rows_at_hand(country, django_assert_num_queries):
    officers = [factories.officer(desk=desk) for desk in Desk.objects.order_by("pk")[:3]]

    def grants(officer_id):
        return Grant.objects.filter(officer=officer_id, ended_at=None).select_related("desk__body", "officer")

    for officer in (*officers, *officers):
        with django_assert_num_queries(1):
            (grant,) = rows_of(Grant, "of an officer", grants, officer.pk)
            assert (grant.officer.name, grant.desk.body.names) == (officer.name, grant.desk.body.names)
        assert grant == Grant.objects.get(officer=officer)
    assert rows_of(Grant, "of an officer", grants, 0) == []


def test_texts_moments_and_sums_are_put_in_as_django_puts_them(country):
    early, late = timezone.now() - timedelta(days=3), timezone.now() - timedelta(days=1)
    cases = [factories.lodge(at=at).complaint for at in (early, early, late)]

    def numbered(number):
        return Complaint.objects.filter(case_number=number)

    for case in cases:
        assert rows_of(Complaint, "by number", numbered, case.case_number) == [case]
    assert rows_of(Complaint, "by number", numbered, "x'); DROP TABLE complaints_complaint; --%s") == []

    def since(moment, until):
        between = Q(lodged_at__gte=moment, lodged_at__lt=until)
        return Complaint.objects.order_by().values("state").annotate(all=Count("pk"), some=Count("pk", filter=between))

    for moment, number in ((early, 2), (late, 0)):
        (row,) = rows_of(Complaint, "sums", since, moment - timedelta(seconds=9), late - timedelta(seconds=9))
        assert (row["all"], row["some"]) == (3, number)

    def entries(ref):
        return Entry.objects.filter(complaint__complainant_ref=ref).order_by("number").values_list("kind", "complaint_id")

    for case in cases:
        assert rows_of(Entry, "by ref", entries, case.complainant_ref) == list(entries(case.complainant_ref))


def test_what_can_find_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert rows_of(Officer, "nothing", lambda pk: Officer.objects.filter(pk=pk).none(), 1) == []


def test_a_value_that_shapes_the_query_is_refused(country):
    with pytest.raises(ValueError, match="shapes it"):
        rows_of(Officer, "folded", lambda pk: Officer.objects.filter(pk=pk + 1), 1)
    with pytest.raises(ValueError, match="shapes it"):
        rows_of(Officer, "folded besides", lambda pk: Officer.objects.filter(Q(pk=pk) | Q(pk=pk + 1)), 1)
    with pytest.raises(ValueError, match="shapes it"):
        rows_of(Entry, "beyond the column", lambda number: Entry.objects.filter(number=number), 1)


def test_rows_are_locked_in_a_transaction_alone_the_first_time_and_later(transactional_db):
    def locked(pk):
        return Officer.objects.select_for_update().filter(pk=pk)

    for _ in range(2):
        with transaction.atomic():
            assert rows_of(Officer, "locked", locked, 1) == []
    if connection.features.has_select_for_update:
        with pytest.raises(transaction.TransactionManagementError):
            rows_of(Officer, "locked", locked, 1)


def test_so_many_are_kept_and_no_more(country):
    for key in range(MOST_KEPT + 9):
        rows_of(Officer, ("many", key), lambda pk: Officer.objects.filter(pk=pk), 1)
    assert len(_kept) == MOST_KEPT
