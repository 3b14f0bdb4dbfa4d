"""A country is added without code: its profile is written, loaded, and a complaint is lodged there."""

import pytest
from django.core.management import CommandError, call_command

from mazalim.complaints.models.complaint import State
from mazalim.country.models import Holiday
from mazalim.country.queries import policy_at
from mazalim.directory.models import Desk
from mazalim.pages.profile import load_profile
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.django_db
PERSON = {"citizenship": "JO", "identity_number": "9841234567"}


@pytest.mark.parametrize("source", ["morocco", "blank"])
def test_a_third_country_is_written_loaded_and_complained_in(tmp_path, source, capsys):
    call_command("new_profile", "jordan", "--country", "jo", "--from", source, "--into", str(tmp_path))
    assert "To be checked" in capsys.readouterr().out
    load_profile(folder=tmp_path / "jordan", at=NOON)
    policy = policy_at(NOON)
    assert (policy.country, policy.time_zone, policy.weekend) == ("JO", "Asia/Amman", (5, 6))
    assert policy.phone.sms_prefixes == ("+962",)
    assert Holiday.objects.filter(date__month=5, date__day=25).exists()
    case = factories.lodge(body="JO101", **PERSON)
    assert case.complaint.desk == Desk.objects.get(code="JO101-general")
    assert case.complaint.state == State.WITH_BODY


def test_nothing_is_written_over_and_no_country_is_invented(tmp_path):
    (tmp_path / "jordan").mkdir()
    with pytest.raises(CommandError, match="there already"):
        call_command("new_profile", "jordan", "--country", "JO", "--into", str(tmp_path))
    with pytest.raises(CommandError, match="no country"):
        call_command("new_profile", "nowhere", "--country", "QQ", "--into", str(tmp_path))
    assert [found.name for found in tmp_path.iterdir()] == ["jordan"]
