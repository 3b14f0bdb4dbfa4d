"""Issue a verification code, check what was typed, forget what is over."""

import secrets
from datetime import datetime, timedelta
from enum import Enum

from django.db import IntegrityError, transaction
from django.db.models import F

from mazalim.common.crypto import contact_mark, is_kept_as, keyed_hash
from mazalim.common.logs import security_event
from mazalim.common.text import digits_to_latin
from mazalim.common.words import pick
from mazalim.country.queries import policy_at
from mazalim.notices.actions import send
from mazalim.notices.sms import parts_of
from mazalim.notices.texts import drawer
from mazalim.verification.models import MOST_TRIES, VerificationCode
from mazalim.work import limits

DIGITS = 6
LIFE = timedelta(minutes=10)
PREFIX_SIGNS = 7  # +964750: the block of numbers that pumping fraud buys together
# Counted apart from what strangers may ask for in somebody's name, so that they cannot use up what the right person needs.
LOST_CODE, RIGHT_PAIR = "lost_code", "right_pair"
EVERYWHERE = "all"
ABROAD = 3  # times what a part costs at home, whose prefix the profile names first


class CannotSendCode(Exception):
    """No code can be sent to this contact. `limit` names the counter that is used up, where one is."""

    def __init__(self, limit: str = "") -> None:
        super().__init__(limit)
        self.limit = limit


class TooManyCodes(CannotSendCode):
    """This contact has had its codes for the hour or the day."""


class PrefixNotServed(CannotSendCode):
    """The profile sends no SMS to this country."""


class SmsBudgetSpent(CannotSendCode):
    """The SMS budget is spent; e-mail stays open."""


class Outcome(Enum):
    """What became of a typed code."""

    RIGHT = "right"
    WRONG = "wrong"
    DEAD = "dead"  # five wrong tries, too old, used, or never issued


def _cost(address: str, language: str, at: datetime) -> int:
    """What the SMS of a code costs, in parts at home: Arabic script takes more parts than Latin, and a part sent abroad costs about three times as much."""
    policy = policy_at(at)
    text = drawer(language)["verification_code"]["sms"]
    length = parts_of(text.format(service=pick(policy.name, language)[0], verification_code="0" * DIGITS, minutes="10"))
    return length * (1 if address.startswith(policy.phone.sms_prefixes[0]) else ABROAD)


def _count_limits(channel: str, address: str, language: str, at: datetime, *, is_decoy: bool, counted_as: str, network: str) -> None:
    mark = contact_mark(address, of=channel)
    if channel == "phone":
        if not address.startswith(policy_at(at).phone.sms_prefixes):
            raise PrefixNotServed
        # A decoy sends nothing, so it must not spend the budget; but it is refused like the others once that is spent.
        budgets = (
            ("sms_per_prefix_hour", address[:PREFIX_SIGNS], 1),
            ("sms_per_day", EVERYWHERE, 1),
            ("sms_cost_per_day", EVERYWHERE, _cost(address, language, at)),
        )
        for limit, key, cost in budgets:
            is_spent = limits.is_spent(limit, key, at=at) if is_decoy else not limits.count(limit, key, at=at, by=cost)
            if is_spent and counted_as != RIGHT_PAIR:
                raise SmsBudgetSpent(limit)
    counted = f"{counted_as}\0{mark}" if counted_as else mark
    keys = [("codes_per_contact_hour", f"{counted}\0{network}"), ("codes_per_contact_day", f"{counted}\0{network}")]
    if network:
        keys += [("codes_per_contact_hour_everywhere", counted), ("codes_per_contact_day_everywhere", counted)]
    if crossed := limits.count_each(keys, at=at):
        raise TooManyCodes(crossed)


def issue(
    *,
    binding: str,
    channel: str,
    address: str,
    language: str,
    at: datetime,
    is_decoy: bool = False,
    counted_as: str = "",
    network: str = "",
) -> datetime:
    """Send a new code for `binding` to an email or phone and return when it dies; the code before it is dead at once.

    A decoy is a code that nobody is sent: pages that must not tell whether a contact is known issue one for those that are not,
    so that what is typed afterwards is counted, refused and timed alike.

    `counted_as` gives the contact a counter of its own: LOST_CODE for the contact of a complaint; RIGHT_PAIR for who showed code and contact, to whom
    an empty SMS budget does not matter either. `network` is where the request came from: a contact's codes are counted for each network, so that a stranger
    elsewhere cannot use up what its owner needs, and everywhere together by a higher limit, so that no mailbox is flooded.
    Raises TooManyCodes, PrefixNotServed or SmsBudgetSpent. Limits are counted outside the transaction, so that a failure cannot undo them.
    """
    _count_limits(channel, address, language, at, is_decoy=is_decoy, counted_as=counted_as, network=network)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    try:
        with transaction.atomic():
            VerificationCode.objects.filter(binding=binding, used_at=None).update(used_at=at)
            VerificationCode.objects.create(
                binding=binding, code_hash=keyed_hash(f"{binding}\0{code}", of="verification_code"), issued_at=at, expires_at=at + LIFE
            )
            if not is_decoy:
                send(
                    kind="verification_code",
                    channel=channel,
                    address=address,
                    language=language,
                    values={"verification_code": code, "minutes": int(LIFE.total_seconds() // 60)},
                    at=at,
                )
    except IntegrityError:  # a second click at the same moment was quicker: its code is on the way
        if not VerificationCode.objects.filter(binding=binding, used_at=None, issued_at__gt=at - LIFE).exists():
            raise
    return at + LIFE


@transaction.atomic(savepoint=False)
def check(*, binding: str, typed: str, at: datetime) -> Outcome:
    """Compare, and count the try. Returns instead of raising, so that the caller's transaction keeps the count.

    The row is locked until the count is kept: of a thousand guesses in parallel at most five are compared at all. Where no code lives the
    same is asked, hashed and written, so that the time tells nobody whether one was sent.
    """
    alive = VerificationCode.objects.filter(binding=binding, used_at=None, expires_at__gt=at)
    row = alive.select_for_update().first()
    digits = "".join(sign for sign in digits_to_latin(typed) if sign.isdigit())
    is_right = is_kept_as(row.code_hash if row else bytes(32), f"{binding}\0{digits}", of="verification_code")
    is_counted = row is not None and row.tries < MOST_TRIES
    used = {"used_at": at} if is_counted and is_right else {}
    alive.filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1, **used)
    kind = binding.partition(":")[0]
    if not is_counted:
        security_event("code_dead", kind=kind)
        return Outcome.DEAD
    if not is_right:
        security_event("code_guessed", kind=kind)
        return Outcome.WRONG
    return Outcome.RIGHT


def forget_old(*, at: datetime) -> int:
    """Delete the codes whose time is over; returns how many."""
    return VerificationCode.objects.filter(expires_at__lt=at - LIFE).delete()[0]
