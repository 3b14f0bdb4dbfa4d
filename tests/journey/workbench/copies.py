"""Many cases at little cost: copies of a cover with rows of their own in the index of search. They have no file; lists do not ask for it."""

import uuid
from copy import copy
from datetime import timedelta
from hashlib import sha256

from django.db import connection

from mazalim.complaints.models import Complaint
from mazalim.complaints.search.scope import month_of, scope_of_case
from mazalim.complaints.search.tables import Line, table_of


def copies(complaint: Complaint, number: int, *, words: tuple[str, ...] = ("hole",), year: int = 1999) -> list[Complaint]:
    """So many more cases like this one, each lodged a minute before the other, numbered in a year of the past."""
    made = []
    for place in range(1, number + 1):
        one = copy(complaint)
        one.pk, one.case_number = None, f"{year}-{place:07d}"
        one.code_hash, one.complainant_ref = sha256(one.case_number.encode()).digest(), uuid.uuid4()
        one.lodged_at = complaint.lodged_at - timedelta(minutes=place)
        made.append(one)
    made = Complaint.objects.bulk_create(made)
    table_of(connection).put([Line(one.pk, month_of(one.lodged_at), scope_of_case(one), words, ()) for one in made])
    return made
