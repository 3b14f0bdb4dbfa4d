"""Set a document. One compiler a processor, each used by one thread at a time; typefaces are read once."""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from queue import Empty, LifoQueue
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from mazalim.web import formats
from mazalim.web.documents.blocks import Node, blocks_of, read, take
from mazalim.web.documents.glyphs import FONTS, drawable
from mazalim.web.templatetags.texts import direction

if TYPE_CHECKING:
    import typst

log = logging.getLogger("mazalim.web")
AT_ONCE = 2  # setting takes a processor for itself; more at a time would only wait for one another
SECONDS_WAITED = 10
MOST_CHARACTERS = 2_000_000  # of the tree as JSON: some 400 pages
_FRAME = Path(__file__).parent / "document.typ"


class Busy(Exception):
    """Too many documents are being set at this moment."""


class TooLong(Exception):
    """The document is longer than any file that we set."""


_compilers: "LifoQueue[typst.Compiler]" = LifoQueue()
_made = 0
_making = Lock()


@contextmanager
def _compiler() -> "Iterator[typst.Compiler]":
    import typst  # three megabytes, which a process without papers does not need

    global _made
    with _making:
        if _made < AT_ONCE and _compilers.empty():
            fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
            _compilers.put(typst.Compiler(_FRAME, root=_FRAME.parent, font_paths=fonts))
            _made += 1
    try:
        compiler = _compilers.get(timeout=SECONDS_WAITED)
    except Empty:
        raise Busy from None
    try:
        yield compiler
    finally:
        _compilers.put(compiler)


def typeset(template: str, context: Mapping[str, Any], *, language: str, at: datetime) -> bytes:
    """The PDF (PDF/UA-1) of a document's template in a language; `at` is the time that stands in it as its making.

    The template gives `<title>`, `<header>` (who writes, in up to two blocks; then what stands at the other end), `<footer>` in one line,
    `<mark>` for a word across each page, and blocks. Raises Busy or TooLong.
    """
    with translation.override(language):
        tree = read(render_to_string(template, dict(context)))
        document = json.dumps(_document(tree, language), ensure_ascii=False)
    if len(document) > MOST_CHARACTERS:
        raise TooLong
    return _compiled(document, at)


def _compiled(document: str, at: datetime) -> bytes:
    """PDF/UA-1 or, where the words of a person break a rule of it, a tagged PDF without that promise: an odd sign never costs anybody a letter."""
    import typst

    made_at, inputs = int(at.timestamp()), {"document": document}
    with _compiler() as compiler:
        try:
            made = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards="ua-1", timestamp=made_at)
        except typst.TypstError as error:
            log.warning("a document could not be set as PDF/UA-1: %s", _without_words(error.message))
            made = compiler.compile(format="pdf", sys_inputs=inputs, timestamp=made_at)
    if not isinstance(made, bytes):
        raise TypeError(made)
    return made


def _without_words(message: str) -> str:
    """What the compiler says, without the words of the document that it quotes: a log is read by who may not read the case."""
    return re.sub(r"`.*`|\".*\"", "…", message, flags=re.DOTALL)


def _document(tree: Node, language: str) -> dict[str, Any]:
    title, head, foot, mark = (take(tree, tag) or Node(tag) for tag in ("title", "header", "footer", "mark"))
    pages = gettext("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"}
    first = blocks_of(head)
    return {
        "language": language,
        "dir": direction(language),
        "numbering": "١" if formats.has_arabic_digits() else "1",
        "title": " ".join(drawable(title.text).split()),
        "author": "".join(run["k"] for run in first[0]["k"]) if first and "k" in first[0] else "",
        "head": first,
        "foot": [run for block in blocks_of(foot) for run in block.get("k", [])],
        "mark": " ".join(drawable(mark.text).split()),
        "pages": pages,
        "blocks": blocks_of(tree),
    }
