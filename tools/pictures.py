"""Draws the pictures of docs/pictures/ from a demonstration of its own: `make pictures`.

A scratch demonstration is built, a complaint is lodged through the wizard in a real browser, and each page is kept as a small PNG.
"""

import io
import os
import re
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tools.processes import ROOT, manage

OUT = ROOT / "docs" / "pictures"
WIDTHS = {"desktop": 1280, "phone": 360}
LONGEST = 1900  # pixels: what a reader looks at, not the whole length of a file
PORT = 8399


def keep(page: Page, name: str, language: str, size: str) -> None:
    """One picture with few colours, which is what a page has."""
    whole = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    whole.crop((0, 0, whole.width, min(whole.height, LONGEST))).convert("RGB").quantize(64).save(
        OUT / f"{name}.{language}.{size}.png", optimize=True
    )


def newest_code(browser: Browser, base: str, contact: str) -> str:
    """The verification code from the demonstration's post, as soon as the worker has sent it."""
    page = browser.new_page()
    try:
        for _ in range(60):
            page.goto(f"{base}/demo/post/?to={contact}")
            letters = page.locator("main a[href*='/demo/post/']:not([href*='?']):not([href$='/post/'])")
            if letters.count():
                letters.first.click()
                if found := re.search(r"\b\d{6}\b", page.locator("main").text_content() or ""):
                    return found[0]
            page.wait_for_timeout(500)
    finally:
        page.close()
    raise SystemExit("No code came.")


def draw(browser: Browser, base: str, told: str) -> None:
    """Every picture, in English and Arabic, wide and narrow."""
    from tests.browser import story

    password = re.search(r"password[^:]*:\s*(\S+)", told)
    code, contact = re.findall(r"([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})\s+(\S+)", told)[0]
    if password is None:
        raise SystemExit("The demonstration told no password.")
    texts = {
        "en": story.Words(
            "A deep hole outside a primary school",
            "For three weeks there has been a hole half a metre deep in front of the gate. Two children fell into it.",
            ("Fill the hole.", "Put a barrier there until it is filled."),
            "municipality of erbil",
        ),
        "ar": story.Words(
            "حفرة عميقة أمام مدرسة ابتدائية",
            "منذ ثلاثة أسابيع وهناك حفرة بعمق نصف متر أمام باب المدرسة. سقط فيها طفلان. اتصلنا بالبلدية مرتين ولم يأتِ أحد.",
            ("ردم الحفرة.", "وضع حاجز إلى أن تُردم."),
            "بلدية أربيل",
            given_name="زينب",
            family_name="كريم حسن",
        ),
    }
    for language, words in texts.items():
        for size, width in WIDTHS.items():
            context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
            page = context.new_page()
            email = f"{language}.{size}@mail.example"

            def look(name: str, language: str = language, size: str = size) -> Any:
                return lambda shown: keep(shown, name, language, size)

            citizen = story.Citizen(page, base, language, email, lambda email=email: newest_code(browser, base, email))
            citizen.stops = {name: look(name) for name in ("home", "body", "birth_date", "check", "done")}
            page.goto(f"{base}/{language}/complain/body/")
            body, category = told_ids(browser, base)
            story.whole_wizard(citizen, words, body=body, category=category, files=[])
            page.goto(f"{base}/{language}/follow/")
            page.locator("[name='code']").fill(code)
            page.locator("[name='contact']").fill(contact)
            citizen.go_on()
            keep(page, "tracking", language, size)
            page.goto(f"{base}/{language}/figures/")
            keep(page, "figures", language, size)
            office = browser.new_context(viewport={"width": width, "height": 900}, locale=language).new_page()
            story.sign_in(office, base, language, "d.karim@demo.example", password[1])
            office.goto(f"{base}/{language}/office/desk/")
            keep(office, "desk", language, size)
            links = [link.get_attribute("href") for link in office.locator("td.subj a").all()]
            for link in links:  # the first case that can be answered now
                office.goto(f"{base}{link}")
                if office.locator("a[href$='/reply/']").count():
                    break
            keep(office, "case", language, size)
            office.locator("a[href$='/reply/']").first.click()
            office.wait_for_load_state()
            keep(office, "reply", language, size)
            context.close()


def told_ids(browser: Browser, base: str) -> tuple[str, str]:
    """The ids of a municipality and of its category for damaged roads, from the API."""
    page = browser.new_page()
    body = page.request.get(f"{base}/api/v1/bodies?q=municipality+of+erbil&language=en").json()[0]
    found = page.request.get(f"{base}/api/v1/bodies/{body['id']}/categories").json()
    page.close()
    return str(body["id"]), str(next(row["id"] for row in found if "road" in str(row).lower()))


def main() -> int:
    """Builds the demonstration, serves it in this process group, draws."""
    from tools.processes import serve

    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="mazalim-pictures-") as name:
        environment = {
            **os.environ,
            "MAZALIM_DEMO": "1",
            "MAZALIM_DATA_DIR": name,
            "MAZALIM_STATIC_DIR": str(Path(name) / "static"),
            "MAZALIM_PORT": str(PORT),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        for command in (["migrate", "-v", "0"], ["load_profile", "kurdistan"], ["load_demo"], ["collectstatic", "--no-input", "-v", "0"]):
            manage(*command, environment=environment)
        told = (Path(name) / "demo.txt").read_text("utf-8")
        failed: list[BaseException] = []

        def work() -> None:
            try:
                with sync_playwright() as play:
                    path = os.environ.get("MAZALIM_TEST_CHROMIUM", "/usr/bin/chromium")
                    browser = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
                    draw(browser, f"http://127.0.0.1:{PORT}", told)
                    browser.close()
            except BaseException as error:  # noqa: BLE001 - SystemExit too: a thread would keep it to itself
                failed.append(error)
            finally:
                os.kill(os.getpid(), 15)

        serve(port=PORT, environment=environment, when_ready=lambda: threading.Thread(target=work).start())
        if failed:
            print(f"The pictures could not be drawn: {failed[0]}", file=sys.stderr)
        return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
