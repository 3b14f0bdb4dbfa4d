"""What it costs to follow a complaint, in queries."""

import pytest

from tests import factories
from tests.journey.tracking.visiting import enter, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]


def test_the_page_of_a_file_is_read_with_five_queries_the_session_included(django_assert_num_queries):
    browser = enter(factories.lodge())
    page(browser, "file")
    with django_assert_num_queries(5):
        page(browser, "file")
