"""After a disposal and the documented upkeep nothing of a case is left in SQLite's own files; `tools.vault.canary` does it on both databases."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from mazalim.accounts.models import Role
from mazalim.administration.retention import actions
from mazalim.journey.tracking import actions as tracking
from mazalim.worker.loop import work_all
from tests import factories
from tools.vault.canary import canaries_in
from tools.vault.life import WORDS

LATER = timedelta(days=31 * 61)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's files belong to its server: tools.vault.canary looks into them")
def test_nothing_of_a_disposed_case_is_left_in_the_files(country: None) -> None:
    folders, at = [settings.MAZALIM_DATA_DIR], timezone.now()
    case = factories.lodge(description=f"There has been a hole in front of the gate for three weeks. {WORDS}", at=at)
    tracking.withdraw(complaint_id=case.complaint.pk, reason=WORDS, at=at)
    work_all(at=at)
    assert canaries_in(folders)[WORDS] > 0
    first, second = (factories.standing(factories.officer(role=Role.ADMINISTRATOR)) for _ in range(2))
    made = actions.propose(by=first, at=at + LATER)
    actions.agree(by=second, disposal_id=made.pk, at=at + LATER)
    actions.carry_out(disposal_id=made.pk, at=at + LATER)
    call_command("tidy")
    assert canaries_in(folders).total() == 0
