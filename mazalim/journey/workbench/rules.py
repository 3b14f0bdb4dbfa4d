"""What the tabs of a desk show, and why a case stands among an officer's work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import pgettext_lazy

from mazalim.common.clock import start_of_day
from mazalim.complaints.models import State
from mazalim.complaints.models.complaint import OPEN_STATES


@dataclass(frozen=True)
class View:
    """A tab: its name in the address, its label, the states it shows, and whether the soonest due or the newest comes first."""

    name: str
    label: str | Promise
    states: tuple[State, ...] = OPEN_STATES
    is_unassigned: bool = False
    is_reopened: bool = False

    @property
    def is_open(self) -> bool:
        """Open cases are sorted by what is due; ended ones by the day of lodging."""
        return all(state in OPEN_STATES for state in self.states)


VIEWS = (
    View("due", pgettext_lazy("tab", "Due first")),
    View("unassigned", pgettext_lazy("tab", "Not assigned"), is_unassigned=True),
    View("reopened", pgettext_lazy("tab", "Re-opened"), is_reopened=True),
    View("waiting", pgettext_lazy("tab", "Waiting for the complainant"), states=(State.AWAITING_COMPLAINANT,)),
    View("answered", pgettext_lazy("tab", "Answered"), states=(State.ANSWERED,)),
    View("closed", pgettext_lazy("tab", "Closed"), states=(State.CLOSED, State.INADMISSIBLE, State.WITHDRAWN)),
    View("all", pgettext_lazy("tab", "All"), states=tuple(State)),
)
DUE, ALL = VIEWS[0], VIEWS[-1]
CHANNELS = (
    ("web", pgettext_lazy("channel", "Pages of this service")),
    ("api", pgettext_lazy("channel", "Another app")),
    ("counter", pgettext_lazy("channel", "At a counter")),
    ("phone", pgettext_lazy("channel", "By telephone")),
    ("letter", pgettext_lazy("channel", "By letter")),
)
# How long ago open cases were lodged: the first and the last day of each step; None: and longer.
AGES: Mapping[str, tuple[int, int | None]] = MappingProxyType(
    {"7": (0, 7), "14": (8, 14), "21": (15, 21), "30": (22, 30), "more": (31, None)}
)
MOST_EXPORTED = 100_000  # rows of a file; beyond it a list is for the figures
_BEGIN_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # also as an East Asian keyboard writes them
# What an address of the list may hold, in this order. Cursors are left out: a page is no view.
ASKED = ("place", "view", "q", "state", "category", "due", "officer", "language", "kind", "round", "channel", "area", "identity", "age")


def view_named(name: str, *, is_search: bool = False) -> View:
    """The tab of this name; without one, what is due, and of what is sought everything."""
    return next((view for view in VIEWS if view.name == name), ALL if is_search else DUE)


def canonical(asked: Mapping[str, str], **changes: str) -> str:
    """The query of an address that shows a list, always written alike: in one order, without what is empty. Changes of "" leave a part out."""
    whole = {**asked, **changes}
    return urlencode({name: str(whole[name]).strip() for name in ASKED if str(whole.get(name, "")).strip()})


def why(*, state: str, newest_kind: str, round_number: int, is_next_duty_the_reply: bool) -> str:
    """Why a case stands where it stands among somebody's work: a code that the page puts into words."""
    if state == State.AWAITING_COMPLAINANT:
        return "waiting"
    if state == State.UNDER_APPEAL:
        return "appealed"
    if state == State.AWAITING_APPROVAL:
        return "approval"
    if newest_kind in {"answer", "message", "enclose", "time_out", "send_back"}:
        return newest_kind
    if newest_kind in {"reopen", "break_commitment", "return_appeal"} or (round_number > 1 and newest_kind in {"assign", "take"}):
        return "reopened"
    return "reply" if is_next_duty_the_reply else "take"


def days_of_age(code: str, today: date, zone: ZoneInfo) -> Q:
    """Lodged so many days ago as a step of AGES says."""
    first, last = AGES[code]
    wanted = Q(lodged_at__lt=start_of_day(today - timedelta(days=first - 1), zone)) if first else Q()
    return wanted & Q(lodged_at__gte=start_of_day(today - timedelta(days=last), zone)) if last is not None else wanted


MOST_LOOKED_AT = 5_000
# Microseconds of the database, measured with a million and with ten million cases: a search asks each of the newest cases whether it holds the words,
# or the index, which first gathers every case of the country that holds them.
_TO_LOOK_AT_ONE, _TO_GATHER_ONE = 4.0, 0.1


def to_look_at(*, hits: int, among: int, page: int, cases: int) -> int:
    """How many of the newest cases a search had better look at to fill a page; 0 where the page is full, or where the index is the quicker way.

    :param hits: how many of `among` newest cases hold the words.
    :param page: how many fill the page.
    :param cases: how many there are in the country, about.
    """
    if not 0 < hits < page:
        return 0
    wanted = among * page * 3 // (2 * hits)  # if the words go on as they begin; half as many again in case they do not
    is_quicker = wanted * _TO_LOOK_AT_ONE < hits / among * cases * _TO_GATHER_ONE
    return wanted if wanted <= MOST_LOOKED_AT and is_quicker else 0


def begins_like_a_formula(text: str) -> bool:
    """Whether a table programme could take the words of a cell for a formula and carry it out."""
    return text.startswith(_BEGIN_A_FORMULA)


def as_cell(text: str) -> str:
    """Words for a cell of a CSV file: an apostrophe before what could be taken for a formula (OWASP, CSV injection)."""
    return f"'{text}" if begins_like_a_formula(text) else text
