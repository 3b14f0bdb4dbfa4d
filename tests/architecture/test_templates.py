"""Templates and style sheets: nothing inline, nothing that has a left and a right, no word that the glossary refuses."""

import re
from html.parser import HTMLParser

import pytest
from django.template.base import Lexer, TokenType
from django.utils.translation.template import block_re, endblock_re

from tests.architecture.house import PRODUCT, expect_none, files, place
from tools.messages import extracted

TEMPLATES = files(".html")
MAIL = PRODUCT / "notices"  # mail programs read no style sheet, so letters carry their style with them
PAGES = [path for path in TEMPLATES if MAIL not in path.parents]
INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script without a source": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE),
    "a handler in an attribute": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a javascript: address": re.compile(r"=\s*[\"']\s*javascript:", re.IGNORECASE),
    "something from another site": re.compile(r"(src|<link[^>]*href)\s*=\s*[\"'](https?:)?//", re.IGNORECASE),
}
SIDES = r"(left|right|top|bottom)"
PHYSICAL = re.compile(
    rf"(?<![\w-])(({SIDES}|(max-|min-)?(width|height)|(margin|padding|border|scroll-margin|scroll-padding|inset)-{SIDES}[a-z-]*"
    r"|border-(top|bottom)-(left|right)-radius)\s*:|(text-align|float|clear)\s*:\s*(left|right))"
)
REFUSED = set(
    "ticket user users submit submits submitted submission customer reporter tenant inbox agent superuser proxy otp pin sla breach "
    "purge purged csat successfully success notification notifications webmaster login log-in logged username".split()
)


@pytest.mark.parametrize("what", INLINE)
def test_pages_hold_nothing_inline(what):
    expect_none([place(path) for path in PAGES if INLINE[what].search(path.read_text("utf-8"))])


def test_style_sheets_know_start_and_end_instead_of_left_and_right():
    found = []
    for path in files(".css"):
        sheet = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
        sheet = re.sub(r"@(media|container)[^{]*{", "", sheet)  # conditions ask for the width of the screen
        found += [f"{place(path)}: {match[0]}" for match in PHYSICAL.finditer(sheet)]
    expect_none(found)


def test_blocks_of_words_are_trimmed():
    """Otherwise the indentation of a template is part of what translators must repeat."""
    untrimmed = re.compile(r"{%\s*blocktranslate\b(?![^%]*\btrimmed\b)[^%]*%}(?=\s*\n)")
    expect_none([place(path) for path in TEMPLATES if untrimmed.search(path.read_text("utf-8"))])


def test_no_message_uses_a_word_that_the_glossary_refuses():
    found = []
    for message in extracted().values():
        words = set(re.findall(r"[a-z]+(?:-[a-z]+)?", re.sub(r"%\(\w+\)s|<[^>]*>", " ", f"{message.singular} {message.plural}").lower()))
        if bad := words & REFUSED:
            found.append(f"{min(message.places)}: {message.singular!r} says {', '.join(sorted(bad))}")
    expect_none(found)


SAME_IN_EVERY_LANGUAGE = {"Mazalim", "API", "OpenAPI", "CSV", "XLSX", "JSON", "PDF", "SMS", "QR", "HTTP", "MB", "KB"}


class _Words(HTMLParser):
    """Gathers what a reader sees or hears of a page."""

    def __init__(self):
        super().__init__()
        self.found, self.silent = [], 0

    def _hear(self, text):
        self.found += [word for word in re.findall(r"[A-Za-z]{2,}", text) if word not in SAME_IN_EVERY_LANGUAGE]

    def handle_starttag(self, tag, attrs):
        self.silent += tag in {"code", "kbd", "pre", "script", "samp"}
        for name, value in attrs:
            if name in {"alt", "aria-label", "placeholder", "title", "content"} and tag != "meta":
                self._hear(value or "")

    def handle_endtag(self, tag):
        self.silent -= tag in {"code", "kbd", "pre", "script", "samp"}

    def handle_data(self, data):
        if not self.silent:
            self._hear(data)


# Blocks that stand inside of a tag hold attributes and class names, not words.
ATTRIBUTES = {name for path in TEMPLATES for name in re.findall(r"<[a-z][^>]*?{% block (\w+) %}", path.read_text("utf-8"))}


def _without_template_tags(source):
    source = re.sub(r"{% block (" + "|".join(sorted(ATTRIBUTES)) + r") %}.*?{% endblock", "{% endblock", source, flags=re.DOTALL)
    skipped = ""
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.TEXT and not skipped:
            yield token.contents
        elif token.token_type == TokenType.BLOCK:
            if skipped:
                ends = endblock_re.match(token.contents) if skipped == "words" else token.contents == "endcomment"
                skipped = "" if ends else skipped
            elif block_re.match(token.contents):
                skipped = "words"
            elif token.contents == "comment":
                skipped = "comment"
            yield "x0"  # also a tag name, in <{{ heading }}>
        else:
            yield "x0"


def test_pages_say_nothing_that_translators_cannot_reach():
    found = []
    for path in PAGES:
        words = _Words()
        words.feed("".join(_without_template_tags(path.read_text("utf-8"))))
        if words.found:
            found.append(f"{place(path)}: {' '.join(words.found)}")
    expect_none(found)
