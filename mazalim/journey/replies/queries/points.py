"""The one place that says what the points of a complaint are. They are derived from entries and stored nowhere else."""

import json

from django.db.models import Q

from mazalim.complaints.lifecycle import Move
from mazalim.complaints.models import Complaint, EntryText
from mazalim.complaints.queries import CaseFile
from mazalim.journey.replies.rules import Points, points_from


def points_of(file: CaseFile) -> Points:
    """What the reply must answer, and what was left out, by a file that the caller has read. No query."""
    leaves = ((leaf.kind, leaf.content) for leaf in file.leaves)
    return points_from(leaves, is_short_lane=file.complaint.is_short_lane, subject=file.complaint.subject)


def points_of_case(complaint: Complaint) -> Points:
    """The same where no page has read the file yet. One query."""
    rows = EntryText.objects.filter(entry__complaint=complaint).filter(
        Q(entry__number=1) | Q(entry__kind__in=[Move.SET_POINTS, Move.SPLIT])
    )
    leaves = [(kind, json.loads(text)) for kind, text in rows.order_by("entry__number").values_list("entry__kind", "text")]
    return points_from(leaves, is_short_lane=complaint.is_short_lane, subject=complaint.subject)
