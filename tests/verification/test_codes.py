"""Verification codes: ten minutes, five tries, one use, few mails."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from mazalim.notices.sms import parts_of
from mazalim.verification.actions import LIFE, Outcome, PrefixNotServed, SmsBudgetSpent, TooManyCodes, check, forget_old, issue
from mazalim.verification.models import VerificationCode
from mazalim.work.models import Job
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.usefixtures("country")
WRONG = "no code"


def send(binding: str = "draft:1", address: str = "a@example.org", channel: str = "email", *, at: object = NOON) -> str:
    issue(binding=binding, channel=channel, address=address, language="en", at=at)  # type: ignore[arg-type]
    return factories.sent_code()


def test_the_right_code_proves_once() -> None:
    code = send()
    assert check(binding="draft:1", typed=code, at=NOON) == Outcome.RIGHT
    assert check(binding="draft:1", typed=code, at=NOON) == Outcome.DEAD


def test_a_code_is_read_with_spaces_and_arabic_digits() -> None:
    code = send()
    typed = " ".join(code).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert check(binding="draft:1", typed=typed, at=NOON) == Outcome.RIGHT


def test_a_code_is_dead_after_five_wrong_tries() -> None:
    code = send()
    assert [check(binding="draft:1", typed=WRONG, at=NOON) for _ in range(5)] == [Outcome.WRONG] * 5
    assert check(binding="draft:1", typed=code, at=NOON) == Outcome.DEAD


def test_a_code_is_dead_after_ten_minutes() -> None:
    code = send()
    assert check(binding="draft:1", typed=code, at=NOON + LIFE) == Outcome.DEAD


def test_a_code_opens_only_what_it_is_bound_to() -> None:
    code = send("draft:1")
    send("draft:2", "b@example.org")
    assert check(binding="draft:2", typed=code, at=NOON) == Outcome.WRONG


def test_a_new_code_kills_the_one_before() -> None:
    first = send()
    second = send()
    assert check(binding="draft:1", typed=first, at=NOON) == (Outcome.RIGHT if first == second else Outcome.WRONG)
    assert check(binding="draft:1", typed=second, at=NOON) in {Outcome.RIGHT, Outcome.DEAD}


def test_one_contact_gets_three_codes_an_hour_and_six_a_day_whatever_they_are_for() -> None:
    for number in range(3):
        send(f"draft:{number}")
    with pytest.raises(TooManyCodes):
        send("draft:9")
    for hour in (1, 2, 3):
        at = NOON + timedelta(hours=hour)
        if hour < 3:
            send(at=at)
    send(at=NOON + timedelta(hours=3))
    with pytest.raises(TooManyCodes):
        send(at=NOON + timedelta(hours=5))


def test_strangers_elsewhere_do_not_use_up_the_codes_of_a_contact() -> None:
    def from_network(network: str) -> None:
        issue(binding=f"draft:{network}", channel="email", address="a@example.org", language="en", at=NOON, network=network)

    for _ in range(3):
        from_network("203.0.113.7")
    with pytest.raises(TooManyCodes):
        from_network("203.0.113.7")
    from_network("198.51.100.1")


def test_a_mailbox_is_flooded_from_no_number_of_networks() -> None:
    asked = {"channel": "email", "address": "a@example.org", "language": "en", "at": NOON}
    for number in range(12):
        issue(binding=f"draft:{number}", network=f"198.51.100.{number}", **asked)  # type: ignore[arg-type]
    with pytest.raises(TooManyCodes) as refused:
        issue(binding="draft:12", network="198.51.100.12", **asked)  # type: ignore[arg-type]
    assert refused.value.limit == "codes_per_contact_hour_everywhere"
    assert Job.objects.count() == 12


def test_sms_are_counted_by_what_they_cost(settings: pytest.FixtureRequest) -> None:
    settings.MAZALIM_LIMITS = settings.MAZALIM_LIMITS | {"sms_cost_per_day": (4, 86_400)}
    issue(binding="d:1", channel="phone", address="+9647501234567", language="en", at=NOON)
    with pytest.raises(SmsBudgetSpent):
        issue(binding="d:2", channel="phone", address="+4917012345678", language="ar", at=NOON)  # more parts, each at three times the price
    send("draft:3")


def test_parts_of_a_message_are_counted_as_networks_do() -> None:
    assert [parts_of("a" * length) for length in (1, 160, 161, 306, 307)] == [1, 1, 2, 2, 3]
    assert [parts_of("ع" * length) for length in (70, 71, 134, 135)] == [1, 2, 2, 3]


def test_no_sms_goes_to_a_country_that_the_profile_does_not_serve() -> None:
    with pytest.raises(PrefixNotServed):
        send(address="+88212345678", channel="phone")
    assert not Job.objects.exists()


def test_the_sms_budget_ends_and_email_stays_open(settings: pytest.FixtureRequest) -> None:
    settings.MAZALIM_LIMITS = settings.MAZALIM_LIMITS | {"sms_per_prefix_hour": (1, 3600)}
    send(address="+9647501234567", channel="phone")
    with pytest.raises(SmsBudgetSpent):
        send(address="+9647501234568", channel="phone")
    send("draft:3")


def test_the_database_holds_no_code_in_clear() -> None:
    code = send()
    row = VerificationCode.objects.values().get()
    assert code.encode() not in bytes(row["code_hash"])
    assert code not in str(Job.objects.values("payload", "last_error").get())


def test_old_codes_are_forgotten() -> None:
    send()
    assert forget_old(at=NOON + timedelta(minutes=15)) == 0
    assert forget_old(at=NOON + timedelta(minutes=25)) == 1


@pytest.mark.django_db(transaction=True)
def test_code_is_dead_after_five_wrong_tries_in_parallel() -> None:
    factories.load_country()
    code = send()
    outcomes: list[Outcome] = []
    gate = threading.Barrier(8)

    def guess() -> None:
        try:
            gate.wait()
            outcomes.extend(check(binding="draft:1", typed=WRONG, at=NOON) for _ in range(5))
        finally:
            connection.close()

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(outcomes) == 40
    assert outcomes.count(Outcome.WRONG) == 5
    assert check(binding="draft:1", typed=code, at=NOON) == Outcome.DEAD
