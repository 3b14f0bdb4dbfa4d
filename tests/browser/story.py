"""The steps of a complaint's life in a browser, in any language: by names of fields, never by words on the screen."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

GO = "main form .btn:not(.quiet):not(.grave)"


@dataclass
class Citizen:
    """Somebody with a browser, a language and a mailbox."""

    page: Page
    address: str  # where the product answers
    language: str
    email: str
    read_code: Any  # () -> the newest verification code in the mailbox
    stops: dict[str, Any] = field(default_factory=dict)  # step -> what to do when its page is open, before it is filled

    def at(self, path: str) -> str:
        """The address of a path in this citizen's language."""
        return f"{self.address}/{self.language}/{path}"

    def stop(self, name: str) -> None:
        """Let whoever watches look at the page."""
        if name in self.stops:
            self.stops[name](self.page)

    def go_on(self) -> None:
        """Press the page's one filled button."""
        self.page.locator(GO).last.click()

    def expect_page(self, path: str) -> None:
        """The browser shows this path of the product."""
        expect(self.page).to_have_url(re.compile(rf"/{self.language}/{path}(\?.*)?(#.*)?$"))


def choose(page: Page, name: str, value: str) -> None:
    """A radio button, a checkbox or an option."""
    widget = page.locator(f"[name='{name}']").first
    if widget.evaluate("node => node.tagName") == "SELECT":
        widget.select_option(value)
    else:
        page.locator(f"[name='{name}'][value='{value}']").check()


def fill_date(page: Page, name: str, day: str, month: str, year: str) -> None:
    """A date in three parts."""
    for part, value in (("day", day), ("month", month), ("year", year)):
        page.locator(f"[name='{name}_{part}']").fill(value)


@dataclass(frozen=True)
class Words:
    """What a citizen writes."""

    subject: str
    description: str
    points: tuple[str, ...]
    body_search: str
    answer: str = ""
    given_name: str = "Zainab"
    family_name: str = "Karim Hassan"


def begin(citizen: Citizen, *, kind: str = "complaint") -> None:
    """From the first page to the kind."""
    citizen.page.goto(citizen.at(""))
    citizen.stop("home")
    citizen.page.locator(".door.first").click()
    citizen.expect_page("complain/")
    citizen.stop("start")
    citizen.page.locator("main .btn").first.click()
    citizen.page.wait_for_timeout(2100)  # nobody reads the question and answers it in less
    citizen.expect_page("complain/kind/")
    citizen.stop("kind")
    choose(citizen.page, "kind", kind)
    citizen.go_on()


def choose_body(citizen: Citizen, words: Words, *, body: str | None) -> None:
    """Search by name and choose, or say that it is unknown."""
    page = citizen.page
    citizen.expect_page("complain/body/")
    if body is not None:
        page.locator("[name='q']").fill(words.body_search)
        page.locator("[name='q']").press("Enter")
        expect(page.locator(f"[name='body'][value='{body}']")).to_be_visible()
        citizen.stop("body")
    choose(page, "body", body or "unknown")
    citizen.go_on()


def say_what_happened(citizen: Citizen, words: Words, *, category: str) -> None:
    """Against a service, the category, the story, day and place."""
    page = citizen.page
    citizen.expect_page("complain/against/")
    choose(page, "against", "service")
    citizen.go_on()
    citizen.expect_page("complain/category/")
    if not page.locator("[name='category']").count():  # without a body all categories are offered, sector by sector
        page.locator("main a[href*='sector=municipality']").click()
    choose(page, "category", category)
    citizen.go_on()
    citizen.expect_page("complain/what-happened/")
    page.locator("[name='subject']").fill(words.subject)
    page.locator("[name='description']").fill(words.description)
    citizen.stop("happened")
    citizen.go_on()
    citizen.expect_page("complain/when-and-where/")
    fill_date(page, "happened_on", "20", "10", "2026")
    citizen.go_on()


def answer_questions(citizen: Citizen) -> None:
    """The category's own questions: the first choice, or a few words."""
    page = citizen.page
    seen = set()
    for widget in page.locator("main form :is(input, textarea, select)[name]").all():
        name, kind = widget.get_attribute("name") or "", widget.get_attribute("type")
        if name in seen or kind == "hidden":
            continue
        seen.add(name)
        if kind == "radio":
            page.locator(f"[name='{name}']").first.check()
        elif name.endswith(("_day", "_month", "_year")):
            widget.fill({"_day": "20", "_month": "10", "_year": "2026"}[name[name.rindex("_") :]])
        elif kind != "checkbox":
            widget.fill("3")
    citizen.go_on()


def add_points_and_files(citizen: Citizen, words: Words, files: list[Path]) -> None:
    """What would put it right, similar questions, enclosures."""
    page = citizen.page
    citizen.expect_page("complain/points/")
    fields = page.locator("main form textarea, main form input[type=text]")
    for number, point in enumerate(words.points):
        fields.nth(number).fill(point)
    citizen.go_on()
    if "/similar/" in page.url:
        citizen.stop("similar")
        page.locator("main .btn").last.click()
    citizen.expect_page("complain/enclosures/")
    for file in files:
        page.locator("main input[type=file]").set_input_files(file)
        page.locator("button[name='add']").click()
        expect(page.get_by_text(file.name, exact=True).first).to_be_visible()
    citizen.stop("enclosures")
    page.locator("main .btn:not(.quiet)").last.click()


def say_who(citizen: Citizen, words: Words, *, identity_mode: str) -> None:
    """Name, birth, citizenship, number, contact, how to be known."""
    page = citizen.page
    citizen.expect_page("complain/name/")
    page.locator("[name='given_name']").fill(words.given_name)
    page.locator("[name='family_name']").fill(words.family_name)
    citizen.go_on()
    citizen.expect_page("complain/birth-date/")
    fill_date(page, "birth_date", "27", "3", "84")
    citizen.go_on()
    expect(page.locator(".errors")).to_be_visible()  # a year has four figures; what was typed is still there
    expect(page.locator("[name='birth_date_day']")).to_have_value("27")
    citizen.stop("birth_date")
    page.locator("[name='birth_date_year']").fill("1984")
    citizen.go_on()
    citizen.expect_page("complain/citizenship/")
    choose(page, "citizenship", "IQ")
    citizen.go_on()
    citizen.expect_page("complain/identity-number/")
    page.locator("[name='identity_number']").fill("198403271234")
    citizen.go_on()
    citizen.expect_page("complain/contact/")
    if page.locator("[name='by']").count():  # where no SMS can be sent there is nothing to choose
        choose(page, "by", "email")
    page.locator("[name='email']").fill(citizen.email)
    citizen.stop("contact")
    citizen.go_on()
    citizen.expect_page("complain/known/")
    choose(page, "identity_mode", identity_mode)
    citizen.go_on()


def lodge(citizen: Citizen, words: Words) -> tuple[str, str]:
    """Check, prove, done; returns the complaint code and the case number."""
    page = citizen.page
    citizen.expect_page("complain/check/")
    expect(page.locator(".reads")).to_contain_text(words.subject)
    expect(page.locator(".reads .copy")).not_to_contain_text(words.family_name)
    citizen.stop("check")
    page.locator("[name='is_checked']").check()
    citizen.go_on()
    citizen.expect_page("complain/code/")
    citizen.stop("code")
    page.locator("[name='code']").fill(citizen.read_code())
    citizen.go_on()
    citizen.expect_page("complain/done/")
    citizen.stop("done")
    code = "-".join(page.locator(".code .groups span").all_inner_texts())
    number = re.search(r"\d{4}-\d{7}", page.locator("main").inner_text())
    assert number is not None
    return code, number[0]


def whole_wizard(
    citizen: Citizen, words: Words, *, body: str | None, category: str, files: list[Path], identity_mode: str = "named"
) -> tuple[str, str]:
    """The wizard from home to done."""
    begin(citizen)
    choose_body(citizen, words, body=body)
    say_what_happened(citizen, words, category=category)
    if "/suggested/" in citizen.page.url:
        citizen.stop("suggested")
        choose(citizen.page, "body", "none")
        citizen.go_on()
    if "/complain/questions/" in citizen.page.url:
        answer_questions(citizen)
    add_points_and_files(citizen, words, files)
    say_who(citizen, words, identity_mode=identity_mode)
    return lodge(citizen, words)


def follow(citizen: Citizen, code: str) -> None:
    """Open the file by code and contact, typed as people type."""
    page = citizen.page
    page.goto(citizen.at("follow/"))
    page.locator("[name='code']").fill(code.lower().replace("-", " "))
    page.locator("[name='contact']").fill(f" {citizen.email.upper()} ")
    citizen.stop("follow")
    citizen.go_on()
    citizen.expect_page("follow/file/")


def sign_in(page: Page, address: str, language: str, email: str, password: str) -> None:
    """An officer comes in."""
    page.goto(f"{address}/{language}/office/sign-in/")
    page.locator("[name='email']").fill(email)
    page.locator("[name='password']").fill(password)
    page.locator(GO).last.click()
    expect(page).not_to_have_url(re.compile("sign-in"))


def act(page: Page, address: str, language: str, case_number: str, path: str, /, **fields: str) -> None:
    """One act on its own page: fields by name, then the filled button. A value `*` ticks, and `=value` chooses."""
    page.goto(f"{address}/{language}/office/cases/{case_number}/{path}")
    for name, value in fields.items():
        if value == "*":
            page.locator(f"[name='{name}']").check()
        elif value.startswith("="):
            choose(page, name, value[1:])
        else:
            page.locator(f"[name='{name}']").fill(value)
    page.locator(GO).last.click()
    expect(page.locator("main .errors")).to_have_count(0)
