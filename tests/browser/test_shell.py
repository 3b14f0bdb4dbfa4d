"""The browser itself: without this page there is nothing to look at."""

import pytest


@pytest.mark.browser_on_every_database
def test_the_health_page_opens(address, page):
    answer = page.goto(f"{address}/health/")
    assert answer.status in {200, 503}
