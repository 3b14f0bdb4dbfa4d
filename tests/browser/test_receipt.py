"""The QR code of a receipt opens the page with the receipt filled in, and no server hears of it until it is sent."""

import pytest

from mazalim.proof.receipts.papers import check_address
from mazalim.proof.receipts.queries import held_receipt
from tests import factories

pytestmark = pytest.mark.usefixtures("country")


def test_a_scanned_receipt_is_checked_with_one_press(address, page, settings):
    settings.MAZALIM_ORIGIN = address
    case = factories.lodge()
    asked = []
    page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    page.goto(check_address(held_receipt(case.complaint.pk)))
    assert page.locator("[data-arrived]").is_visible()
    assert not any("MZ1." in one for one in asked)
    assert "#" not in page.url, "It does not stay in the history either."
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("h1").inner_text() == "This receipt is genuine and not yet sealed"
    assert case.complaint.case_number in page.locator("main").inner_text()
