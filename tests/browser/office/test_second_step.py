"""An officer who must have a second step sets up a passkey in a real browser, with a device that is played by the browser itself, and comes in with it."""

import re
from typing import Any

from django.test import override_settings
from playwright.sync_api import Browser, expect

from mazalim.accounts.models import Passkey
from tests import factories
from tests.browser import story
from tests.factories import PASSWORD

DEVICE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}


def test_an_officer_sets_a_passkey_up_and_comes_in_with_it(live_server: Any, browser: Browser) -> None:
    factories.load_country()
    officer = factories.officer(desk=factories.body().desks.get(code="MUN-EBL-ROADS"))
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page, address = context.new_page(), live_server.url.replace("127.0.0.1", "localhost")
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    with override_settings(MAZALIM_SECOND_FACTOR=frozenset({"officer"}), MAZALIM_ORIGIN=address):
        page.goto(f"{address}/en/office/sign-in/")
        page.locator("[name='email']").fill(officer.email)
        page.locator("[name='password']").fill(PASSWORD)
        page.locator(story.GO).last.click()
        page.locator("a[href$='/passkey/']").click()
        page.locator("[name='name']").fill("Work computer")
        page.locator("[data-go]").click()
        expect(page.locator(".codes li")).to_have_count(10)
        page.locator("main a.btn").click()
        expect(page).to_have_url(f"{address}/en/office/")
        page.locator("form[action$='sign-out/'] button").click()
        page.locator("[name='email']").fill(officer.email)
        page.locator("[name='password']").fill(PASSWORD)
        page.locator(story.GO).last.click()
        page.locator("[data-go]").click()
        expect(page).to_have_url(re.compile(r"/en/office/$"))
    assert Passkey.objects.get(officer=officer).sign_count > 1
