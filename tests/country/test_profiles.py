"""Both profiles load, load again, and say what is wrong."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from mazalim.country.models import PolicyVersion, QuestionAndAnswer
from mazalim.country.policy import WrongPolicy, read_policy
from mazalim.country.queries import calendar, policy_on, questions_matching
from mazalim.directory.models import Category, Desk, Place, PublicBody
from mazalim.directory.queries import accepting_bodies
from tests import factories

pytestmark = pytest.mark.django_db
PROFILES = ["kurdistan", "morocco"]
LANGUAGES = {"en", "fr", "ar", "ckb"}


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_loads_twice_and_the_second_time_changes_nothing(name: str) -> None:
    factories.load_country(name)
    first = [model.objects.count() for model in (PublicBody, Desk, Category, Place, QuestionAndAnswer, PolicyVersion)]
    factories.load_country(name)
    assert [model.objects.count() for model in (PublicBody, Desk, Category, Place, QuestionAndAnswer, PolicyVersion)] == first
    assert PublicBody.objects.find_problems() == ([], [], [], [], [])


@pytest.mark.parametrize("name", PROFILES)
def test_every_accepting_body_has_a_desk_and_a_category(name: str) -> None:
    factories.load_country(name)
    accepting = PublicBody.objects.filter(accepts_complaints=True)
    assert not accepting.filter(desks=None).exists()
    assert accepting_bodies().count() == accepting.count()


@pytest.mark.parametrize("name", PROFILES)
def test_categories_and_questions_speak_four_languages(name: str) -> None:
    factories.load_country(name)
    assert Category.objects.count() >= 40
    for category in Category.objects.all():
        assert set(category.names) >= LANGUAGES
        assert set(category.hints) >= LANGUAGES
        for question in category.questions:
            assert set(question["label"]) >= LANGUAGES, (category.code, question["code"])
            assert bool(question.get("choices")) == (question["kind"] == "choice")
    assert QuestionAndAnswer.objects.count() >= 20
    for row in QuestionAndAnswer.objects.all():
        assert set(row.question) >= LANGUAGES
        assert set(row.answer) >= LANGUAGES


@pytest.mark.parametrize(
    ("name", "worked", "off"),
    [
        ("kurdistan", date(2026, 11, 8), date(2026, 11, 6)),  # Sunday; Friday
        ("morocco", date(2026, 11, 13), date(2026, 11, 8)),  # Friday; Sunday
        ("morocco", date(2026, 11, 17), date(2026, 11, 18)),  # the day before Independence Day, and that day
    ],
)
def test_the_weekend_and_holidays_are_the_countrys(name: str, worked: date, off: date) -> None:
    factories.load_country(name)
    assert calendar().is_working_day(worked)
    assert not calendar().is_working_day(off)


def test_a_complaint_lives_by_the_rules_of_its_lodging_day() -> None:
    case = factories.lodge_in_loaded_country()
    raw = PolicyVersion.objects.get().policy
    PolicyVersion.objects.create(
        profile="kurdistan",
        valid_from=date(2026, 12, 1),
        policy={**raw, "windows": {**raw["windows"], "reopen": 5}},
        loaded_at=factories.NOON,
    )
    factories.forget_country()
    assert policy_on(date(2026, 12, 2)).windows.reopen == 5
    assert policy_on(date(2026, 11, 30)).windows.reopen == 30
    assert case.fresh().terms.reopen_window_days == 30


@pytest.mark.parametrize("typed", ["كود", "كۆد", "code"])
def test_questions_are_found_in_whatever_language_they_are_asked(typed: str) -> None:
    factories.load_country()
    assert questions_matching(typed)


@pytest.mark.parametrize("key", ["times", "windows", "weekend", "phone", "limits", "eligibility"])
def test_a_profile_that_lacks_a_key_is_refused_with_its_name(key: str) -> None:
    raw = tomllib.loads((Path(settings.BASE_DIR) / "profiles/kurdistan/profile.toml").read_text())
    del raw[key]
    with pytest.raises(WrongPolicy, match=key):
        read_policy(raw)


def test_an_unknown_profile_is_named_with_those_that_there_are() -> None:
    with pytest.raises(CommandError, match="kurdistan, morocco"):
        call_command("load_profile", "atlantis")
