"""Looks at pages as their readers do: by axe-core, in light and dark, wide and narrow; and watches what a page fetches."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Browser, Page, Request

from mazalim.accounts.models import Officer

HOST = {"host": "127.0.0.1"}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,  # the style sheet is at hand without asking for it again
}
# Between the languages of the tests every page is seen in all four; each language alone sees two, which halves the time.
SIGHTS = {"ltr": (("light", 1280), ("dark", 360)), "rtl": (("dark", 1280), ("light", 360))}
NARROWEST = 320
FAULTS = """async (rules) => (await axe.run(rules)).violations.flatMap((fault) => fault.nodes.map((node) =>
  `${fault.id}: ${node.html.slice(0, 160)} (${node.target}) ${[...node.any, ...node.all, ...node.none].map((one) => one.message)[0] || ""}`))"""
TOO_WIDE = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const wide = [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width > 1 && (box.right > innerWidth + 1 || box.left < -1) && !one.closest(".scroll, .skip, .vh, .staff .mast nav");
  });
  return wide.slice(-2).map((one) => one.outerHTML.slice(0, 140)).concat(wide.length ? [] : ["the page"]);
}"""
EMPTY = """(form) => {
  for (const one of form.elements) {
    if (one.type === "radio" || one.type === "checkbox") one.checked = false;
    else if (one.type !== "hidden" && one.tagName !== "BUTTON" && one.tagName !== "FIELDSET") one.value = "";
  }
  HTMLFormElement.prototype.submit.call(form);
}"""
FORM = "main form[method=post]:not(:has(button.back)):not([action*=keep])"


@dataclass
class Looker:
    """A visitor's browser, and whatever was found wrong in the pages that it showed."""

    page: Page
    address: str  # where the product answers
    faults: list[str] = field(default_factory=list)

    def open(self, path: str, *, status: int = 200) -> None:
        """Open a page and look at it."""
        answer = self.page.goto(f"{self.address}{path}")
        assert answer is not None
        if answer.status != status:
            self.faults.append(f"{path}: status {answer.status}, not {status}")
        self.look()

    def show(self, path: str, response: HttpResponse) -> None:
        """Look at an answer that no address gives by itself."""
        served = {"status": response.status_code, "body": response.content, "content_type": str(response["Content-Type"])}
        self.page.route(f"{self.address}{path}", lambda route: route.fulfill(**served))
        self.open(path, status=response.status_code)

    def send(self, selector: str = f"{FORM} .btn", **typed: str) -> None:
        """Type into fields, press a button and look at what comes."""
        for name, value in typed.items():
            self.page.locator(f"main [name='{name}']").first.fill(value)
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.look("after sending")

    def open_and_send_empty(self, path: str) -> None:
        """Look at a form, and at its errors once it was sent with nothing in it."""
        self.open(path)
        with self.page.expect_navigation():
            self.page.locator(FORM).first.evaluate(EMPTY)
        if not self.page.locator(".errors").count():
            self.faults.append(f"{path}: sent empty, nothing was said; the browser is at {self.page.url}")
        self.look("with errors", sights=slice(1, 2))

    def look(self, state: str = "", *, sights: slice = slice(None)) -> None:
        """Everything that can be asked of the page as it stands; of a page seen just before, a part of the sights is enough."""
        name = f"{urlsplit(self.page.url).path} {state}".strip()
        direction, headings = self.page.evaluate("[document.dir || 'ltr', document.querySelectorAll('h1').length]")
        if headings != 1:
            self.faults.append(f"{name} has {headings} h1")
        for scheme, width in SIGHTS[direction][sights]:
            self.page.emulate_media(color_scheme=scheme)
            self.page.set_viewport_size({"width": width, "height": 900})
            self.faults += [f"{name}, {scheme}, {width} px: {fault}" for fault in self.page.evaluate(FAULTS, RULES)]
        self.page.set_viewport_size({"width": NARROWEST, "height": 900})
        self.faults += [f"{name} is wider than {NARROWEST} px: {wide}" for wide in self.page.evaluate(TOO_WIDE)]

    def found_nothing(self) -> None:
        """Fails with all that was found."""
        assert not self.faults, "\n".join(dict.fromkeys(self.faults))


def looker(browser: Browser, address: str, *, language: str = "en", client: Client | None = None) -> Looker:
    """A visitor who reads this language; with the session of a client of Django's that has gone ahead."""
    context = browser.new_context(reduced_motion="reduce", locale=language)
    context.add_init_script(AXE_SCRIPT)
    if client and settings.SESSION_COOKIE_NAME in client.cookies:
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": address}])
    made = Looker(context.new_page(), address)

    def watch(request: Request) -> None:
        if not request.url.startswith((address, "data:")):
            made.faults.append(f"{made.page.url} asks {request.url}")

    context.on("request", watch)
    return made


def of(officer: Officer) -> Client:
    """An officer who is signed in."""
    client = Client(headers=HOST)
    client.force_login(officer)
    return client
