"""Documents as PDF: words are data, odd signs cost nobody a letter, both directions of writing."""

import json
from pathlib import Path

import pytest
from django.template import engines
from django.utils import translation

from mazalim.web.documents import typesetting
from mazalim.web.documents.blocks import base_direction, blocks_of, read
from mazalim.web.documents.glyphs import UNKNOWN, drawable
from tests.factories import NOON

NAUGHTY = json.loads(next(Path(__file__).parents[1].joinpath("data", "naughty_strings").glob("*.json")).read_text("utf-8"))
MARKUP = [
    "#panic()",
    '#read("/etc/passwd")',
    "$ x^2 $",
    "*bold* _soft_ `raw`",
    "= Heading",
    "- item",
    "\\ \\u{41} #let x = 1",
    "<label> @ref",
    "]#{",
]


def pdf(html: str, language: str = "en") -> bytes:
    with translation.override(language):
        return typesetting._compiled(json.dumps(typesetting._document(read(html), language), ensure_ascii=False), NOON)


def words(block) -> str:
    return "".join(run.get("k", " ") for run in block.get("k", [])) + "".join(words(one) for one in block.get("b", []))


def rendered(text: str) -> str:
    template = engines["django"].from_string(
        "<title>T</title><h1>{{ text }}</h1><div>{{ text|paragraphs }}</div><p><bdi>{{ text }}</bdi></p>"
    )
    return template.render({"text": text})


@pytest.mark.parametrize("text", MARKUP)
def test_what_somebody_writes_is_never_read_as_markup(text):
    tree = read(rendered(text))
    assert text in words(blocks_of(tree)[1]) or " ".join(text.split()) in words(blocks_of(tree)[1])
    assert pdf(rendered(text)).startswith(b"%PDF-")


def test_naughty_strings_are_set_in_both_directions():
    whole = "".join(rendered(text) for text in NAUGHTY)
    for language in ("en", "ar"):
        assert b"%%EOF" in pdf(whole, language)[-16:]


def test_a_sign_without_a_glyph_gets_a_sign_of_its_own_and_controls_go():
    assert drawable("a\u202eb\x00c") == "abc"
    assert drawable("مرحبا ڕێگا ‌ é") == "مرحبا ڕێگا ‌ é"
    assert drawable("👩") == UNKNOWN


def test_the_document_says_language_and_direction_and_keeps_the_promise_of_accessibility():
    made = pdf("<title>عنوان</title><header><p><b>بلدية</b></p></header><h1>عنوان</h1><p>نص</p>", "ar")
    assert b"/Lang(ar)" in made.replace(b" ", b"")
    assert b"pdfuaid:part" in made


def test_a_text_takes_the_direction_of_its_first_letter():
    assert base_direction("12. Fill the hole") == "ltr"
    assert base_direction("… ردم الحفرة") == "rtl"
    assert base_direction("١٢ 34") == ""


def test_white_space_of_a_template_is_no_white_space_of_the_document():
    blocks = blocks_of(read("<p>\n  One <b>two</b>\n  three <br> four </p><p> </p>"))
    assert [words(block) for block in blocks] == ["One two three  four", ""]


def test_what_is_for_hands_alone_is_not_set():
    assert not blocks_of(read('<form><button>Send</button></form><span class="vh">heard</span>'))


def test_a_fault_is_told_without_the_words_of_the_document():
    told = typesetting._without_words("PDF/UA-1 error: the text `Zainab ` Karim` could not be displayed with `Vazirmatn`")
    assert told.startswith("PDF/UA-1 error: the text …")
    assert "Zainab" not in told
    assert "Karim" not in told


def test_who_comes_when_all_compilers_are_busy_is_told_so(monkeypatch):
    monkeypatch.setattr(typesetting, "SECONDS_WAITED", 0.01)
    with typesetting._compiler(), typesetting._compiler(), pytest.raises(typesetting.Busy), typesetting._compiler():
        pass
