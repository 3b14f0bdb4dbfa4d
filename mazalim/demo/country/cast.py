"""The officers of the demo country. Nobody here is a real person."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import make_password

from mazalim.accounts.actions import add_officer, grant
from mazalim.accounts.models import Officer, Role
from mazalim.accounts.queries import Standing, standing_of
from mazalim.country.calendar import Calendar
from mazalim.demo.country.bodies import BODIES, Office
from mazalim.demo.country.chance import Chance
from mazalim.directory.models import Desk, PublicBody
from mazalim.directory.queries import audit_desk, central_desk
from mazalim.journey.routing.queries import destination_of

PASSWORD = "mazalim-demo-18"  # noqa: S105 - printed by the demonstration for everybody
HOST = "demo.example"
CENTRAL = ("Aram Salih", "Huda Ibrahim")
AUDITORS = ("Narin Tofiq", "Fuad Hassan")  # of the desk for what concerns the central desk
COUNTER_OFFICER = "Rozhin Karim"
AUDITOR, ADMINISTRATOR, SECOND_ADMINISTRATOR = "Bahar Othman", "Karwan Aziz", "Shilan Omer"
GIVEN = (
    "Azad Bestoon Chiman Darya Faraidun Gona Hiwa Jwan Kawa Lana Miran Nawroz Parwin Qadir Rebwar Sardar Tavga Umed Viyan Zana "
    "Ali Amina Bashar Dalia Farah Hasan Iman Jamal Khalid Maryam Nadia Qasim Rana Samir Tariq Wafa Yasir Zahra Hazhar Sozan"
).split()
ARAB = {*GIVEN[20:38], *"Omar Layla Yousif Mahmoud Saad Zainab Muna Haider Salam Adil Nabil Huda".split()}
FAMILY = (
    "Abdulla Anwar Baban Bamerni Dizayi Faqe Garmiani Haidar Ismail Jaf Kakamin Koyi Latif Majid Mirza Nariman Pirdawd Qaradaghi Rashid "
    "Sabir Shekhani Surchi Sharif Wali Xoshnaw Yaba Zangana Ziad Habib Sultan Nouri Darwish Mansour Shaker Taha Fadhil Ghafur Hama "
    "Kareem Mustafa"
).split()


@dataclass
class Cast:
    """Who works where; every officer by the standing that acts are done with."""

    chance: Chance
    standings: dict[int, Standing] = field(default_factory=dict)
    at_desk: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    over: dict[int, int] = field(default_factory=dict)  # body -> its supervisor
    central: list[int] = field(default_factory=list)
    counter: int = 0  # who lodges for citizens
    sign_ins: list[tuple[str, str, list[str]]] = field(default_factory=list)  # place, role, e-mail addresses

    def officer_at(self, desk_id: int, *, but: int | None = None) -> Standing | None:
        """Somebody of a desk, somebody else than `but`."""
        there = [pk for pk in self.at_desk[desk_id] if pk != but]
        return self.standings[self.chance.one_of(there)] if there else None

    def second_person(self, *, body_id: int, desk_id: int, is_guarded: bool, but: int | None) -> Standing | None:
        """Who agrees to what an officer proposes: the supervisor, at an integrity desk a colleague."""
        if is_guarded:
            return self.officer_at(desk_id, but=but)
        return self.standings.get(self.over.get(body_id, 0))

    def centre(self) -> Standing:
        """A central officer."""
        return self.standings[self.chance.one_of(self.central)]


def hire(*, chance: Chance, days: Calendar, at: datetime) -> Cast:
    """Make every officer, with roles, and return them. One password for all, hashed once."""
    cast, office = Cast(chance), _Registry(chance, at)
    for planned in BODIES:
        _staff(cast, office, planned)
    centre = central_desk()
    for name in CENTRAL:
        made = office.officer(name)
        grant(officer=made, role=Role.CENTRAL_OFFICER, at=at)
        grant(officer=made, role=Role.OFFICER, desk=centre, at=at)
        cast.central.append(made.pk)
        cast.at_desk[centre.pk].append(made.pk)
    cast.sign_ins.append((centre.body.names["en"], "central officers", [made.email for made in office.made[-len(CENTRAL) :]]))
    if (auditors := audit_desk()) is not None:
        there = [office.officer(name) for name in AUDITORS]
        _seat(cast, auditors, there, at)
        cast.sign_ins.append((centre.body.names["en"], "auditor's desk", [made.email for made in there]))
    for names, role in (
        ((COUNTER_OFFICER,), Role.COUNTER_OFFICER),
        ((AUDITOR,), Role.AUDITOR),
        ((ADMINISTRATOR, SECOND_ADMINISTRATOR), Role.ADMINISTRATOR),
    ):
        made_now = [office.officer(name) for name in names]
        for made in made_now:
            grant(officer=made, role=role, at=at)
        called = role.value.replace("_", " ")
        cast.counter = made_now[0].pk if role == Role.COUNTER_OFFICER else cast.counter
        cast.sign_ins.append(("The whole country", f"{called}s" if len(names) > 1 else called, [made.email for made in made_now]))
    Officer.objects.filter(pk__in=[made.pk for made in office.made]).update(password=make_password(PASSWORD))
    cast.standings = {made.pk: standing_of(made) for made in office.made}
    return cast


class _Registry:
    """Makes officers with names and e-mail addresses that nobody else has."""

    def __init__(self, chance: Chance, at: datetime) -> None:
        self.chance, self.at = chance, at
        self.made: list[Officer] = []
        self.names = iter(
            [f"{given} {family}" for _ in range(4) for given, family in zip(self._shuffled(GIVEN), self._shuffled(FAMILY), strict=False)]
        )
        self.emails: set[str] = set()

    def _shuffled(self, names: list[str]) -> list[str]:
        return self.chance.random.sample(names, len(names))

    def officer(self, name: str = "") -> Officer:
        given, family = (name or next(self.names)).split(" ", 1)
        email = f"{given[0]}.{family}@{HOST}".lower().replace(" ", "")
        if email in self.emails:
            email = f"{given}.{family}@{HOST}".lower().replace(" ", "")
        self.emails.add(email)
        language = "ar" if given in ARAB else "ckb"
        self.made.append(add_officer(email=email, name=f"{given} {family}", password=None, language=language, at=self.at))
        return self.made[-1]


def _staff(cast: Cast, registry: _Registry, planned: Office) -> None:
    """Officers at every desk of a body, a supervisor, and where the body is shown in full the integrity desk that serves it."""
    body = PublicBody.objects.get(code=planned.code)
    desks = list(Desk.objects.filter(body=body, kind__in=[Desk.Kind.GENERAL, Desk.Kind.SPECIAL]).order_by("kind", "code"))
    officers = [registry.officer(name) for name in planned.officers or ("", "")]
    for place, desk in enumerate(desks):
        # Two at each special desk, so that a doubted reply finds another officer; everybody at the general one.
        there = officers if desk.kind == Desk.Kind.GENERAL else [officers[(place + step) % len(officers)] for step in range(2)]
        _seat(cast, desk, there, registry.at)
    supervisor = registry.officer(planned.supervisor)
    grant(officer=supervisor, role=Role.SUPERVISOR, body=body, at=registry.at)
    cast.over[body.pk] = supervisor.pk
    if not planned.is_shown:
        return
    name = body.names["en"]
    cast.sign_ins.append((name, "officers", [made.email for made in officers]))
    cast.sign_ins.append((name, "supervisor", [supervisor.email]))
    if planned.integrity:
        where = destination_of(body=body, category_id=0, accuses_official=True)
        desk = Desk.objects.get(pk=where.desk_id)
        colleagues = [registry.officer(one) for one in planned.integrity]
        _seat(cast, desk, colleagues, registry.at)
        cast.sign_ins.append((name, "integrity desk", [made.email for made in colleagues]))


def _seat(cast: Cast, desk: Desk, officers: list[Officer], at: datetime) -> None:
    for made in officers:
        grant(officer=made, role=Role.OFFICER, desk=desk, at=at)
        cast.at_desk[desk.pk].append(made.pk)
