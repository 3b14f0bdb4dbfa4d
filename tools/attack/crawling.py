"""Every address that takes a parameter, found by walking through the pages as the people of the demonstration do."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import httpx

MOST_PAGES = 160  # of one person
LEAVING = ("sign-out", "/leave", "language")
SPOKEN = ("/en/", "/api/")  # one language: the others are the same pages
Shape = tuple[str, frozenset[str]]
Parameter = tuple[str, str]  # path and name
SAMPLE = {"q": "water", "page": "2", "from": "check", "language": "en"}


@dataclass
class _Page(HTMLParser):
    """The links of a page, and its forms that read."""

    links: list[str] = field(default_factory=list)
    forms: list[tuple[str, dict[str, str]]] = field(default_factory=list)  # action, and what a visitor might send
    is_in_form: bool = False
    choice: str = ""  # the drop-down list that is open

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where a link leads and what a form asks."""
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self.is_in_form = given.get("method", "get").lower() == "get"
            if self.is_in_form:
                self.forms.append((given.get("action", ""), {}))
        elif tag in {"input", "select", "textarea"} and self.is_in_form and (name := given.get("name")):
            self.forms[-1][1].setdefault(name, SAMPLE.get(name) or given.get("value") or ("" if tag == "select" else "1"))
            self.choice = name if tag == "select" else ""
        elif tag == "option" and self.is_in_form and self.choice and not self.forms[-1][1][self.choice]:
            self.forms[-1][1][self.choice] = given.get("value", "")  # the first that narrows anything

    def handle_endtag(self, tag: str) -> None:
        """A form ends."""
        if tag == "form":
            self.is_in_form = False


def _shape(address: str) -> Shape:
    """What makes two addresses the same: their path with numbers and codes left out, and the names of their parameters."""
    parts = urlsplit(address)
    path = "/".join("·" if any(sign.isdigit() or sign.isupper() for sign in part) else part for part in parts.path.split("/"))
    return path, frozenset(name for name, _ in parse_qsl(parts.query, keep_blank_values=True))


def addresses_with_parameters(base: str, starts: list[str], cookies: dict[str, str], seen: set[Parameter]) -> list[str]:
    """Addresses that hold every parameter of every page once, as somebody with these cookies finds them; but for those `seen` before.

    Reads pages and sends nothing else. What is found is added to `seen`.
    """
    waiting, walked, found = list(starts), set[Shape](), dict[Shape, str]()
    with httpx.Client(base_url=base, cookies=cookies, timeout=30, follow_redirects=True) as client:
        read = 0
        while waiting and read < MOST_PAGES:
            address = waiting.pop(0)
            shape = _shape(address)
            if shape in walked or any(word in shape[0] for word in LEAVING):
                continue
            walked.add(shape)
            parameters = {(shape[0], name) for name in shape[1]}
            if parameters - seen:
                seen |= parameters
                found[shape] = address
            answer = client.get(address)
            read += 1
            if answer.status_code >= 500 or "html" not in answer.headers.get("Content-Type", ""):
                continue
            page = _Page()
            page.feed(answer.text)
            here = str(answer.url)
            for action, typed in page.forms:
                waiting.append(_inside(base, urljoin(here, action).split("?")[0] + f"?{urlencode(typed)}"))
            waiting += [_inside(base, urljoin(here, link)) for link in page.links]
            waiting = [one for one in waiting if one]
    return sorted(found.values())


def _inside(base: str, address: str) -> str:
    """The path and query of an address of this very server, else nothing."""
    here = address.removeprefix(base).split("#")[0]
    return here if address.startswith(f"{base}/") and here.startswith(SPOKEN) else ""
