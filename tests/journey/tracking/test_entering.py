"""Code and contact open a file; guessing opens nothing and tells nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mazalim.common import crypto
from mazalim.complainants.contacts import Address
from mazalim.complaints.access import Follower
from mazalim.complaints.codes import new_code
from mazalim.journey.tracking import actions
from mazalim.verification.actions import SmsBudgetSpent, issue
from mazalim.work.models import Job
from mazalim.worker.loop import work_once
from tests import factories
from tests.factories import NOON, Case
from tests.journey.tracking.visiting import enter, page, words

pytestmark = pytest.mark.django_db
NETWORK = "203.0.113.7"
STRANGER = Address("email", "stranger@example.org")


@pytest.fixture
def case() -> Case:
    return factories.lodge(at=timezone.now())


def follow(case: Case, *, code: str = "", contact: Address | None = None, network: str = NETWORK, at=NOON, **more: str) -> Follower:
    return actions.follow(code=code or case.code, contact=contact or Address("email", case.contact), network=network, at=at, **more)


def fail(case: Case, times: int, *, at=NOON, network: str = NETWORK) -> None:
    for _ in range(times):
        with pytest.raises((actions.NotFound, actions.CodeNeeded)):
            follow(case, contact=STRANGER, at=at, network=network)


def test_code_and_contact_open_the_file(case):
    assert "A deep hole outside a primary school" in page(enter(case), "file")


def test_the_code_may_be_typed_in_any_way(case):
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    for typed in (
        case.code.lower(),
        case.code.replace("-", ""),
        f"  {case.code.replace('-', ' ')} ",
        case.code.translate(arabic),
        case.code.replace("0", "O").replace("1", "l"),
    ):
        assert follow(case, code=typed) == Follower(case.complaint.pk)


def test_the_contact_may_be_typed_in_any_way():
    case = factories.lodge(email="", phone="+9647501234567", verify_by="phone")
    client = Client()
    for typed in ("0750 123 4567", "+964 750 123 4567", "٠٧٥٠١٢٣٤٥٦٧"):
        answer = client.post(reverse("tracking:enter"), {"code": case.code, "contact": typed})
        assert answer.status_code == 302


def test_a_contact_that_was_not_proved_opens_nothing():
    case = factories.lodge(phone="+9647501234567")
    with pytest.raises(actions.NotFound):
        follow(case, contact=Address("phone", "+9647501234567"))


def test_a_stranger_finds_no_file(case):
    for name in ("file", "written", "openings", "whole", "message", "enclose", "answer", "withdraw", "contact"):
        assert Client().get(reverse(f"tracking:{name}")).status_code == 404
    assert Client().post(reverse("tracking:message"), {"text": "Let me in."}).status_code == 404


def test_the_session_gets_a_new_id_on_entry_and_holds_no_code_and_no_contact(case):
    client = Client()
    client.get(reverse("tracking:enter"))
    session = client.session
    session["laid"] = "before"
    session.save()
    client.cookies["mazalim"] = session.session_key
    enter(case, client=client)
    assert client.session.session_key != session.session_key
    kept = str(dict(client.session))
    assert case.contact not in kept
    assert case.code not in kept
    assert case.code.replace("-", "") not in kept


def test_thirty_idle_minutes_close_the_file(case):
    client = enter(case)
    session = client.session
    session["following"] = {**session["following"], "until": "2026-01-01T00:00:00.000000Z"}
    session.save()
    answer = client.get(reverse("tracking:file"))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("tracking:enter")
    assert "30 minutes" in client.get(answer["Location"]).content.decode()
    assert client.get(reverse("tracking:file")).status_code == 404


def test_reading_keeps_the_file_open(case):
    client = enter(case)
    session = client.session
    soon = timezone.now() + timedelta(minutes=3)
    session["following"] = {**session["following"], "until": soon.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
    session.save()
    page(client, "file")
    assert client.session["following"]["until"] > (timezone.now() + timedelta(minutes=28)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def test_leaving_closes_the_file(case):
    client = enter(case)
    assert client.get(reverse("tracking:leave")).status_code == 405
    assert client.post(reverse("tracking:leave"))["Location"] == reverse("tracking:left")
    assert "data-forget-all" in page(client, "left")
    assert client.get(reverse("tracking:file")).status_code == 404


def test_pages_of_a_file_are_kept_nowhere(case):
    client = enter(case)
    for name in ("enter", "file", "whole", "contact"):
        assert client.get(reverse(f"tracking:{name}"))["Cache-Control"] == "no-store"


@pytest.fixture
def hashes(monkeypatch) -> list[int]:
    """Counts the keyed hashes: each costs the same."""
    done = [0]
    digest = crypto.hmac.digest

    def counted(*args, **kwargs):
        done[0] += 1
        return digest(*args, **kwargs)

    monkeypatch.setattr(crypto.hmac, "digest", counted)
    return done


def _ask(name: str, data: dict[str, str], hashes: list[int]) -> tuple[int, str, list[str], int]:
    before = hashes[0]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = Client(REMOTE_ADDR="198.51.100.9").post(reverse(f"tracking:{name}"), data)
    kinds = [query["sql"].split()[0] for query in queries]
    return answer.status_code, words(answer.content.decode(), *data.values()), kinds, hashes[0] - before


def _attempts(case: Case, **more: str) -> list[dict[str, str]]:
    return [
        {"code": case.code, "contact": "stranger@example.org", **more},
        {"code": new_code(), "contact": "stranger@example.org", **more},
        {"code": new_code(), "contact": case.contact, **more},
    ]


def test_a_wrong_code_an_unknown_code_and_a_wrong_contact_cost_and_answer_the_same(case, hashes):
    other = factories.lodge(at=timezone.now())
    _ask("enter", {"code": new_code(), "contact": "first@example.org"}, hashes)  # the counters of the network are there afterwards
    attempts = [*_attempts(case), {"code": other.code, "contact": case.contact}]
    first, *others = [_ask("enter", data, hashes) for data in attempts]
    assert first[0] == 200
    assert "There is no complaint with this code" in first[1]
    for answer in others:
        assert answer == first


def test_after_five_failures_the_right_pair_and_wrong_pairs_get_the_same_page_at_the_same_cost(case, hashes):
    now, unknown = timezone.now(), new_code()
    fail(case, 5, at=now)
    for _ in range(5):
        with pytest.raises(actions.NotFound):
            follow(case, code=unknown, at=now)
    _ask("enter", {"code": new_code(), "contact": "first@example.org"}, hashes)
    right = {"code": case.code, "contact": case.contact}
    wrong = {"code": case.code, "contact": "stranger@example.org"}
    nothing = {"code": unknown, "contact": "stranger@example.org"}
    first, second, third = [_ask("enter", data, hashes) for data in (right, wrong, nothing)]
    assert "verification code" in first[1]
    assert first == second == third
    work_once(worker="worker", at=timezone.now())
    typed = {"verification_code": "000000"}
    first, second, third = [_ask("enter_with_code", data | typed, hashes) for data in (right, wrong, nothing)]
    assert "This is not the code that was sent" in first[1]
    assert first == second == third


def test_the_right_person_is_never_refused_but_has_to_prove_the_contact(case):
    now = timezone.now()
    fail(case, 5, at=now)
    client = Client()
    pair = {"code": case.code, "contact": case.contact}
    assert client.post(reverse("tracking:enter"), pair).status_code == 200
    work_once(worker="worker", at=timezone.now())
    answer = client.post(reverse("tracking:enter_with_code"), pair | {"verification_code": factories.sent_code()})
    assert answer["Location"] == reverse("tracking:file")
    assert "A deep hole" in page(client, "file")


def test_a_wrong_pair_is_sent_nothing(case):
    now = timezone.now()
    fail(case, 6, at=now)
    before = Job.objects.filter(name="notices.deliver", payload__kind="verification_code").count()
    work_once(worker="worker", at=timezone.now())
    assert Job.objects.filter(name="notices.deliver", payload__kind="verification_code").count() == before


def test_the_code_of_one_complaint_does_not_open_another(case):
    now = timezone.now()
    other = factories.lodge(at=now)
    fail(case, 5, at=now)
    fail(other, 5, at=now)
    with pytest.raises(actions.CodeNeeded):
        follow(case, at=now)
    work_once(worker="worker", at=timezone.now())
    sent = factories.sent_code()
    with pytest.raises(actions.CodeNotRight):
        follow(other, contact=Address("email", other.contact), at=now, verification_code=sent)
    assert follow(case, at=now, verification_code=sent) == Follower(case.complaint.pk)


def test_five_failures_count_for_a_day(case):
    fail(case, 5)
    with pytest.raises(actions.CodeNeeded):
        follow(case)
    assert follow(case, at=NOON + timedelta(days=1)) == Follower(case.complaint.pk)


def test_entering_rightly_is_not_counted(case):
    for _ in range(7):
        follow(case)
    fail(case, 4)
    assert follow(case) == Follower(case.complaint.pk)


@pytest.mark.parametrize("limit", ["tracking_failures_per_network", "tracking_failures_everywhere"])
def test_failures_of_a_network_and_of_all_ask_for_proof_as_well(case, settings, limit):
    settings.MAZALIM_LIMITS = settings.MAZALIM_LIMITS | {limit: (2, 3600)}
    for code in (new_code(), new_code()):
        with pytest.raises(actions.NotFound):
            follow(case, code=code)
    with pytest.raises(actions.CodeNeeded):
        follow(case)
    elsewhere = "198.51.100.1"
    if limit == "tracking_failures_per_network":
        assert follow(case, network=elsewhere) == Follower(case.complaint.pk)
    else:
        with pytest.raises(actions.CodeNeeded):
            follow(case, network=elsewhere)


def test_what_cannot_be_a_code_or_a_contact_is_said_beside_the_field_and_kept(case):
    answer = Client().post(reverse("tracking:enter"), {"code": "XK7M-4QPT", "contact": "neither"}).content.decode()
    assert "check that none is missing" in answer
    assert "Enter a whole e-mail address or telephone number" in answer
    assert "XK7M-4QPT" in answer
    assert "neither" in answer


def test_neither_a_strangers_drafts_nor_an_empty_sms_budget_keep_the_right_pair_out(settings):
    case = factories.lodge(email="", phone="+9647501234567", verify_by="phone")
    contact = Address("phone", case.contact)
    settings.MAZALIM_LIMITS = settings.MAZALIM_LIMITS | {"codes_per_contact_day": (1, 86_400), "sms_per_day": (1, 86_400)}
    fail(case, 5)
    with pytest.raises(actions.CodeNeeded):
        follow(case, contact=contact)
    with pytest.raises(SmsBudgetSpent):
        issue(binding="draft:1", channel="phone", address=case.contact, language="en", at=NOON)
    work_once(worker="worker", at=timezone.now())
    assert follow(case, contact=contact, verification_code=factories.sent_code(), at=timezone.now()) == Follower(case.complaint.pk)
