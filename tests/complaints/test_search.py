"""Search: one word is one word in four languages, whoever asks finds what is theirs and nothing else, and the index follows every leaf."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mazalim.accounts.models import Role
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.lifecycle import Move, actor_complainant, actor_officer, actor_system, move
from mazalim.complaints.models import Complaint, Exclusion
from mazalim.complaints.search import forget, found_among, newest_found, question_in, scope_of
from mazalim.complaints.search.tables import TABLE
from tests import factories
from tests.factories import standing
from tests.journey import lives

pytestmark = pytest.mark.django_db

ACCUSED = {"against": "official", "official": {"name": "Rashid Mahmoud Salih", "post": "Inspector", "unit": "Roads"}}


@pytest.fixture
def country(country_in_a_transaction: None, db: None) -> None:
    """The Kurdistan profile, loaded once for this file."""


def now():
    return timezone.now()


def found(who, typed, **asked):
    """The keys that an officer finds."""
    by = standing(who)
    question = question_in(typed, **asked)
    return set(found_among(complaints_shown_to(by), question, scope_of(by)).values_list("pk", flat=True)) if question else set()


def written(description, **changes):
    return factories.lodge(at=now(), subject="A matter", description=description, points=[], **changes)


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("أُغلِقَ الطريق أمام المدرسة الابتدائية", "اغلق"),  # vowel signs, alef with hamza
        ("أُغلِقَ الطريق أمام المدرسة الابتدائية", "مدرسه إبتدائية"),  # article, taa marbuta, alef
        ("انقطاع المياه منذ آب", "اب الميــــاه"),  # madda, tatweel
        ("مستشفى أربيل المركزي", "مستشفي اربيل المركزى"),  # alef maqsura for ya
        ("سؤال عن الرسوم", "سوال"),  # hamza on waw
        ("كهرباء الحي", "کهرباء الحی"),  # Persian code points
        ("شارع ٤٠ قرب ٦٠ متري", "شارع 40 ۶۰"),  # Arabic-Indic, Persian, Latin digits
        ("قوتابخانەی گەڕەکی هەولێر", "قوتابخانهي گهرهكي ههولير"),  # a Kurdish text on an Arabic keyboard
        ("ئاوی خواردنەوە نەماوە", "ئاوي خواردنهوه"),
        ("له‌ناو شه‌قامی سه‌ره‌كی", "لەناو شەقامی سەرەکی"),  # zero-width non-joiners
        ("کارەبای ڕۆژانە پچڕا", "كارهباي روژانه"),
        ("L'électricité est coupée à l'École Cœur-de-Marie", "electricite ECOLE coeur"),
        ("Le bâtiment façade", "batiment FACADE"),
        ("The WATER main burst in Straße 9", "water strasse"),
        ("Several schools are closed", "school"),  # the beginning of a word
        ("snake_case and a-hyphen", "case hyphen"),
    ],
)
def test_what_is_one_word_to_a_reader_is_one_word_to_search(stored, typed):
    case = written(stored)
    other = written("Something else altogether, of no interest.")
    officer = factories.officer_for(case)
    assert found(officer, typed) == {case.complaint.pk}
    assert found(officer, "interest") == {other.complaint.pk}


@pytest.mark.parametrize("typed", ["scho closed", "sch unheard", "ols"])
def test_every_word_must_be_there_from_its_beginning(typed):
    case = written("Several schools are closed")
    assert bool(found(factories.officer_for(case), typed)) == (typed == "scho closed")


@pytest.mark.parametrize("typed", ["", "   ", "!?…", "'\":*&|()", "\x00", "__"])
def test_without_a_word_there_is_no_question(typed):
    assert question_in(typed) is None


@pytest.mark.parametrize(
    "typed", ['" OR words:a', "a' | 'b", "NOT AND OR NEAR(a b)", "x" * 5000, "\\'", "d1 OR scope:d1", "𓀀 😀 a𝟗", "ﷺ ﷽ x"]
)
def test_nothing_that_is_typed_is_read_as_a_command_of_the_database(typed):
    case = written("Several schools are closed")
    assert found(factories.officer_for(case), typed) == set()
    assert found(factories.officer_for(case), typed + " school") <= {case.complaint.pk}


def test_everything_in_the_file_is_searched(client):
    life = lives.taken(at=now(), points=["Compensate the harvest.", "Pay."], place_text="Behind the slaughterhouse")
    at, pk, officer = now(), life.pk, life.officer
    move(life.case.fresh(), Move.NOTE, by=actor_officer(officer), text="Telephoned the surveyor.", at=at)
    move(life.case.fresh(), Move.MESSAGE, by=actor_complainant(), text="The puddle froze.", at=at)
    life.ask("Which lamppost?", at=at)
    move(life.case.fresh(), Move.ANSWER, by=actor_complainant(), text="Beside the pharmacy.", at=at)
    life.answer(at=at)
    who = factories.officer_for(life.case)
    for word in (
        "harvest",
        "slaughterhouse",
        "surveyor",
        "puddle",
        "lamppost",
        "pharmacy",
        "founded",
        "barrier",
        life.case.complaint.case_number,
    ):
        assert found(who, word) == {pk}, word
    number = life.case.complaint.case_number.partition("-")[2].lstrip("0")
    assert found(who, number) == {pk}
    assert found(who, "upheld") == set()  # a code, not a word that somebody wrote


@pytest.mark.parametrize("typed", ["Rachid", "rasheed mahmud", "رشيد", "ڕەشید محمود", "salih inspector"])
def test_an_official_is_found_however_the_name_is_spelt(typed):
    case = factories.lodge(at=now(), **ACCUSED)
    assert found(factories.officer_for(case), typed) == {case.complaint.pk}
    assert found(factories.officer_for(case), "Karim") == set()


def test_the_name_of_a_body_with_a_slip_finds_what_that_body_holds():
    case = factories.lodge(at=now())
    name = case.fresh().body.names["en"]
    slip = name[:3] + name[4:]
    supervisor = factories.supervisor_for(case)
    assert found(supervisor, slip) == set()
    assert found(supervisor, slip, among_bodies=True) == {case.complaint.pk}
    assert found(supervisor, "hole", among_bodies=True) == {case.complaint.pk}


def test_the_index_finds_for_everybody_what_is_shown_to_them_and_nothing_else():
    """Places and roles of every kind: the signs of scope hold at least what `complaints_shown_to` shows."""
    cases = [
        factories.lodge(at=now()),
        factories.lodge(at=now(), **ACCUSED),
        factories.lodge(at=now(), body=None),
        lives.taken(at=now()).case,
    ]
    moved = cases[3].fresh()
    move(moved, Move.ESCALATE, by=actor_system(), cover={"opened_to_body_id": factories.body("KRG00").pk}, at=now())
    seen = set()
    people = [factories.officer_for(case) for case in cases] + [factories.supervisor_for(case) for case in cases]
    people += [
        factories.officer(supervises=factories.body("KRG00")),
        *(factories.officer(role=role) for role in Role if role not in {"officer", "supervisor"}),
    ]
    for who in people:
        by = standing(who)
        shown = set(complaints_shown_to(by).values_list("pk", flat=True))
        assert found(who, "hole") == shown
        seen |= shown
    assert seen == {case.complaint.pk for case in cases}
    move(cases[3].fresh(), Move.ESCALATE, by=actor_system(), cover={"is_opened_to_centre": True}, at=now())
    central = factories.officer(role=Role.CENTRAL_OFFICER)
    assert cases[3].complaint.pk in found(central, "hole")


def test_who_is_excluded_finds_nothing_however_it_is_sought():
    case, other = factories.lodge(at=now(), **ACCUSED), factories.lodge(at=now(), **ACCUSED)
    officer = factories.officer_for(case)
    Exclusion.objects.create(complaint=case.complaint, officer=officer, why="accused", at=now())
    for typed in ("hole", "Rashid", "Rachid", case.complaint.case_number, "2"):
        assert case.complaint.pk not in found(officer, typed)
    assert found(officer, "hole") == {other.complaint.pk}


def test_a_case_that_moves_is_found_where_it_lies_and_no_longer_where_it_lay():
    case = factories.lodge(at=now())
    before = factories.officer_for(case)
    body = factories.body("MUN-EBL")
    desk = body.desks.get(code="MUN-EBL-WASTE")
    after = factories.officer(desk=desk)
    assert (found(before, "hole"), found(after, "hole")) == ({case.complaint.pk}, set())
    move(case.fresh(), Move.REFER, by=actor_officer(standing(before)), text="Theirs.", cover={"desk_id": desk.pk}, at=now())
    assert (found(before, "hole"), found(after, "hole theirs")) == (set(), {case.complaint.pk})


def statements(act):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        act()
    return [query["sql"] for query in seen if TABLE in query["sql"]]


def test_a_leaf_costs_one_statement_where_words_or_scope_changed_and_none_where_not():
    assert len(statements(lambda: factories.lodge(at=now()))) == 1
    life = lives.taken(at=now())
    complaint = life.case.fresh()
    assert len(statements(lambda: move(complaint, Move.NOTE, by=actor_officer(life.officer), text="Seen.", at=now()))) == 1
    assert len(statements(lambda: move(complaint, Move.WARN, by=actor_system(), at=now()))) == 0
    desk = {"desk_id": complaint.body.desks.get(code="MUN-EBL-WASTE").pk}
    assert len(statements(lambda: move(complaint, Move.REFER, by=actor_officer(life.officer), cover=desk, at=now()))) == 1


def test_the_newest_come_first_and_older_windows_are_read_for_what_is_missing():
    ages = [0, 30, 80, 120, 200, 360, 500, 900]
    happened = (now() - timedelta(days=1000)).date().isoformat()
    cases = [factories.lodge(at=now() - timedelta(days=age), happened_on=happened) for age in reversed(ages)][::-1]
    by = standing(factories.officer_for(cases[0]))

    def newest(most, is_back=False):
        sign = "" if is_back else "-"
        keys = newest_found(
            complaints_shown_to(by),
            question_in("hole"),
            scope_of(by),
            at=now(),
            most=most,
            ordered=lambda rows: rows.order_by(f"{sign}lodged_at", f"{sign}pk"),
            is_back=is_back,
        )
        return list(Complaint.objects.filter(pk__in=keys).order_by("-lodged_at", "-pk").values_list("pk", flat=True))

    keys = [case.complaint.pk for case in cases]
    for most in (1, 3, 4, 6, 20):
        assert newest(most) == keys[:most]
    assert newest(3, is_back=True) == keys[-3:]


def test_a_file_that_never_ends_does_not_stop_the_case():
    case = factories.lodge(at=now())
    complaint = case.fresh()
    for number in range(12):
        text = " ".join(f"w{number}x{word}" + "ya" * 20 for word in range(900))
        move(complaint, Move.NOTE, by=actor_officer(standing(factories.officer_for(case))), text=text, at=now())
    assert found(factories.officer_for(case), "hole") == {case.complaint.pk}


def indexed(**options):
    said = StringIO()
    call_command("index_search", stdout=said, **options)
    return said.getvalue().strip().splitlines()


def test_the_rebuild_enters_what_is_missing_and_goes_on_where_it_was_broken_off(monkeypatch):
    monkeypatch.setattr("mazalim.complaints.search.keeping.BATCH", 2)
    cases = [factories.lodge(at=now()) for _ in range(3)]
    officer = factories.officer_for(cases[0])
    move(cases[1].fresh(), Move.NOTE, by=actor_officer(standing(officer)), text="Telephoned the surveyor.", at=now())
    assert indexed() == ["Every case is in the search already."]
    for case in cases[1:]:
        forget(case.complaint.pk)
    assert found(officer, "hole") == {cases[0].complaint.pk}
    assert indexed() == [f"2 entered, up to {cases[2].complaint.case_number}; 3 in all."]
    assert found(officer, "hole") == {case.complaint.pk for case in cases}
    assert found(officer, "surveyor") == {cases[1].complaint.pk}
    assert len(indexed(all=True)) == 2
    assert indexed(all=True, after=cases[1].complaint.case_number) == [f"1 entered, up to {cases[2].complaint.case_number}; 1 in all."]
    with pytest.raises(CommandError):
        indexed(all=True, after="1999-0000001")
