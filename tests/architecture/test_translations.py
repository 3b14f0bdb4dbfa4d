"""Nothing stands in English on a page in another language."""

import pytest
from django.conf import settings

from tests.architecture.house import expect_none
from tools.messages import PLURALS, extracted, faults


def test_every_language_of_the_product_has_a_catalogue():
    assert {code for code, _ in settings.LANGUAGES} - {"en"} == set(PLURALS)


@pytest.mark.parametrize("language", PLURALS)
def test_every_message_is_translated_with_its_placeholders(language):
    expect_none(faults(language, extracted()))
