"""What an administrator configures without code: categories, holidays, notices, questions, banners, rules."""

from datetime import date

import pytest
from django.utils import timezone

from mazalim.accounts.queries import standing_of
from mazalim.common.clock import day_of
from mazalim.country.models import Holiday, QuestionAndAnswer
from mazalim.country.queries import policy_on
from mazalim.directory.models import Category

SETTINGS = "/en/office/administration/settings/"


@pytest.fixture
def by(administrator):
    return standing_of(administrator)


def parts(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def today():
    return day_of(timezone.now(), policy_on(date(2026, 1, 1)).zone)


def test_every_page_opens(office):
    holiday, entry = Holiday.objects.first(), QuestionAndAnswer.objects.first()
    code = Category.objects.exclude(questions=[]).first().code
    of = f"categories/of/{code}/"
    pages = ["", "categories/", "categories/add/", of, f"{of}edit/", f"{of}question/", "holidays/", "holidays/?year=2027", "holidays/add/"]
    pages += [
        "holidays/import/?year=2031",
        f"holidays/{holiday.pk}/",
        f"holidays/{holiday.pk}/remove/",
        "notices/",
        "notices/replied/?in=ar",
    ]
    pages += ["questions/", "questions/add/", f"questions/{entry.pk}/", f"questions/{entry.pk}/remove/", "banners/", "banners/add/"]
    for page in [*pages, "rules/", "rules/new/"]:
        assert office.get(SETTINGS + page).status_code == 200, page
