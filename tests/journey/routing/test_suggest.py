"""Suggestions: the profile's words, places, names, and what is learned from cases."""

import json
from datetime import timedelta
from time import perf_counter

import pytest

from mazalim.accounts.models import Role
from mazalim.directory.models import Category, Place
from mazalim.journey.casework import actions as casework
from mazalim.journey.routing.actions import SETTLED, learn
from mazalim.journey.routing.models import LearnedPlacing, LearnedWord, LearningMark
from mazalim.journey.routing.suggest import Suggestion, forget_suggestions, hashed, suggest_bodies, suggest_categories
from mazalim.journey.routing.words import TextModel, bare_stem, stem, stems
from tests import factories
from tests.factories import NOON

LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _anew() -> None:
    forget_suggestions()


def _codes(text):
    return [one.category.code for one in suggest_categories(text)]


def _bodies(text, **changes):
    return [one.body.code for one in suggest_bodies(**{"text": text, "language": "en", "place_id": None} | changes)]


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("الشارع", "شارع"),
        ("بالشارع", "شارع"),
        ("والنفايات", "النفايات"),
        ("گڵۆپەکەمان", "گڵۆپ"),
        ("شەقامەکان", "شەقام"),
        ("lamps", "lamp"),
        ("poubelles", "poubelle"),
    ],
)
def test_clitics_and_endings_do_not_part_a_word_from_itself(written, same):
    assert stems(written) == stems(same)


def test_a_letter_written_onto_a_word_is_taken_off_where_the_word_is_unknown():
    assert bare_stem("وبلدیه") == stem("بلدیه")
    assert bare_stem("قلم") == ""


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("The rubbish containers in our street overflow and smell", "waste_collection"),
        ("حاوية النفايات أمام بيتنا ممتلئة والرائحة لا تطاق", "waste_collection"),
        ("گڵۆپی شەقامەکەمان سووتاوە و کۆڵانەکە تاریکە", "street_lighting"),
        ("Le lampadaire de la ruelle est en panne, l'éclairage manque", "street_lighting"),
    ],
)
def test_the_words_of_the_profile_find_the_category_in_each_language(text, category):
    assert _codes(text)[0] == category


@pytest.mark.parametrize("text", ["", "   ", "xqzt vvkk", "؟!"])
def test_what_nothing_is_known_of_gets_no_suggestion(text):
    assert suggest_categories(text) == []
    assert _bodies(text) == []


@pytest.mark.parametrize("place", ["SUL", "EBL"])
def test_the_place_narrows_bodies_of_places(place):
    where = Place.objects.get(code=place)
    found = suggest_bodies(text="A deep hole in the road", language="en", place_id=where.pk)
    assert found[0].body.code in {f"MUN-{place}", f"GDM-{place}"}
    assert found[0].why.is_place


def test_a_place_in_the_text_narrows_as_well():
    assert "MUN-DHK" in _bodies("The rubbish in our street in Duhok is not collected")
    assert "MUN-DHK" in _bodies("لا تجمع النفايات في شارعنا بدهوك")


def test_the_choice_of_the_complainant_leads_and_a_choice_that_every_body_has_does_not():
    passport = Category.objects.get(code="passport")
    place = Place.objects.get(code="EBL").pk
    found = suggest_bodies(text="They keep me waiting", language="en", place_id=place, category_id=passport.pk)
    assert found[0].body.code == "PAS-EBL"
    assert found[0].category.code == "passport"
    anything = Category.objects.get(code="other_matter")
    assert _bodies("My passport is not ready", place_id=place, category_id=anything.pk)[0] == "PAS-EBL"


def test_a_suggestion_says_why():
    (first, *_) = suggest_bodies(text="The rubbish container smells", language="en", place_id=None)
    assert isinstance(first, Suggestion)
    assert {"rubbish", "container"} <= set(first.why.words)


def test_three_are_suggested_unless_told_otherwise():
    place = Place.objects.get(code="EBL").pk
    assert len(_bodies("The rubbish container smells", place_id=place)) == 3
    assert len(_bodies("The rubbish container smells", place_id=place, most=2)) == 2


def test_where_nobody_knows_the_place_no_municipality_is_guessed():
    assert not [code for code in _bodies("The rubbish container smells") if code.startswith("MUN-")]


def test_past_cases_teach_a_word_that_the_profile_does_not_know():
    word = "zorbatech"
    assert word not in {name for one in Category.objects.all() for name in one.names.values()}
    for _ in range(3):
        factories.lodge(subject=f"The {word} again", description=f"The {word} does not work.")
    assert learn(at=LATER) == 3
    forget_suggestions()
    assert _codes(f"About the {word}")[0] == "road_damage"
    assert _bodies(f"About the {word}")[0] == "MUN-EBL"


def test_learning_counts_a_case_once_however_often_it_runs():
    factories.lodge()
    assert learn(at=LATER) == 1
    rows = list(LearnedWord.objects.order_by("pk").values_list("of", "label", "word", "cases"))
    assert learn(at=LATER) == 0
    assert list(LearnedWord.objects.order_by("pk").values_list("of", "label", "word", "cases")) == rows
    assert {cases for *_, cases in rows} == {1}


def test_what_is_not_settled_yet_is_read_later():
    factories.lodge()
    assert learn(at=NOON + SETTLED / 2) == 0
    assert learn(at=LATER) == 1


def test_batches_end_where_the_whole_does():
    for _ in range(3):
        factories.lodge()
    while learn(at=LATER, most=2):
        pass
    learn(at=LATER, most=100)
    assert LearnedPlacing.objects.get(cases__gt=0).cases == 3
    assert LearningMark.objects.get().entry_id > 0


def test_a_referral_counts_for_the_body_referred_to():
    case = factories.lodge()
    learn(at=LATER)
    by = factories.standing(factories.officer_for(case))
    casework.refer(complaint_id=case.complaint.pk, by=by, body_id=factories.body("MUN-SUL").pk, reason="Theirs", at=NOON)
    assert learn(at=LATER) == 1
    assert dict(LearnedPlacing.objects.values_list("body__code", "cases")) == {"MUN-EBL": 0, "MUN-SUL": 1}
    counts = dict(LearnedWord.objects.filter(of="body", word=hashed(stem("hole"))).values_list("label", "cases"))
    assert counts == {factories.body("MUN-EBL").pk: 0, factories.body("MUN-SUL").pk: 1}


def test_a_corrected_category_takes_the_words_with_it():
    case = factories.lodge()
    by = factories.standing(factories.officer_for(case))
    drainage = Category.objects.get(code="drainage_flooding")
    learn(at=LATER)
    casework.categorise(complaint_id=case.complaint.pk, by=by, category_id=drainage.pk, at=NOON)
    learn(at=LATER)
    assert dict(LearnedPlacing.objects.values_list("category__code", "cases")) == {"road_damage": 0, "drainage_flooding": 1}


def test_a_case_in_dispute_counts_for_nobody_until_the_ruling():
    case = factories.lodge()
    for to in ("MUN-SUL", "MUN-DHK", "MUN-HLB"):
        by = factories.standing(factories.officer_for(case))
        casework.refer(complaint_id=case.complaint.pk, by=by, body_id=factories.body(to).pk, reason="Theirs", at=NOON)
    learn(at=LATER)
    assert not LearnedPlacing.objects.filter(cases__gt=0).exists()
    central = factories.standing(factories.officer(role=Role.CENTRAL_OFFICER))
    casework.refer(complaint_id=case.complaint.pk, by=central, body_id=factories.body("MUN-HLB").pk, reason="Ruled", at=NOON)
    learn(at=LATER)
    assert dict(LearnedPlacing.objects.values_list("body__code", "cases")) == {"MUN-HLB": 1}


def test_what_accuses_an_official_is_not_learned_from():
    factories.lodge(against="official", official={"name": "A clerk", "post": "", "unit": ""})
    assert learn(at=LATER) == 0
    assert not LearnedWord.objects.exists()


def test_no_word_of_a_complaint_can_be_read_from_what_was_learned():
    factories.lodge(subject="Zainab Karim of street 40")
    learn(at=LATER)
    assert all(isinstance(word, int) for word in LearnedWord.objects.values_list("word", flat=True))


def test_a_question_takes_less_than_five_milliseconds_and_no_query(settings, django_assert_num_queries):
    texts = json.loads((settings.BASE_DIR / "mazalim/demo/content/en.json").read_text("utf-8"))["texts"][:40]
    suggest_bodies(text="The road", language="en", place_id=None)
    place = Place.objects.get(code="EBL").pk
    with django_assert_num_queries(0):
        began = perf_counter()
        for one in texts:
            suggest_bodies(text=f"{one['subject']} {one['description']}", language="en", place_id=place)
        spent = (perf_counter() - began) / len(texts)
    assert spent < 0.02  # far above what is measured, for busy machines


def test_the_model_prefers_the_label_whose_texts_held_the_words():
    model: TextModel[str, str] = TextModel()
    model.learn(["hole", "road"], "roads")
    model.learn(["bin", "road"], "waste")
    model.learn(["bin"], "waste")
    assert model.best(["hole"]) == ["roads", "waste"]
    assert model.best(["bin"])[0] == "waste"
    assert model.best(["never", "seen"])[0] == "waste"
