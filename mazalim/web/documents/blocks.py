"""From the HTML of a document's template to the tree that is typeset. People's words are strings in it and never markup."""

import unicodedata
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from mazalim.web.documents.glyphs import drawable
from mazalim.web.qr import qr_svg

BLOCKS = frozenset(
    "main div section h1 h2 h3 p ul ol li dl dt dd table caption thead tbody tfoot tr th td blockquote header footer hr qr-code".split()
)
VOID = frozenset("br hr img input link meta".split())
# What a page has for hands and not for eyes.
NOT_SET = frozenset("form button nav script svg img input link meta summary".split())
_ISOLATE, _LEFT_TO_RIGHT, _END = "\u2068", "\u2066", "\u2069"


@dataclass
class Node:
    """An element with its class, language and direction."""

    tag: str
    classes: frozenset[str] = frozenset()
    lang: str = ""
    dir: str = ""  # ltr, rtl, auto or empty
    title: str = ""
    children: list["Node | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Every word inside."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("main")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        is_skipped = tag in NOT_SET or "hidden" in said or "vh" in said.get("class", "").split()
        classes = frozenset(said.get("class", "").split())
        node = Node("skipped" if is_skipped else tag, classes, said.get("lang", ""), said.get("dir", ""), said.get("title", ""))
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def read(html: str) -> Node:
    """The tree of a rendered template, which is well formed because it is ours."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def take(root: Node, tag: str) -> Node | None:
    """The first element of a kind, taken out of the tree."""
    for at, child in enumerate(root.children):
        if isinstance(child, Node):
            if child.tag == tag:
                del root.children[at]
                return child
            if found := take(child, tag):
                return found
    return None


def base_direction(text: str) -> str:
    """The direction of the first letter that has one, as `dir="auto"` finds it; empty where none has."""
    for sign in text:
        match unicodedata.bidirectional(sign):
            case "L":
                return "ltr"
            case "R" | "AL":
                return "rtl"
    return ""


def blocks_of(node: Node) -> list[dict[str, Any]]:
    """The blocks inside an element; words that stand between blocks become paragraphs of their own."""
    found: list[dict[str, Any]] = []
    words: list[Node | str] = []

    def end_words() -> None:
        if inline := _inline(words):
            found.append({"t": "p", "c": [], "k": inline})
        words.clear()

    for child in node.children:
        if isinstance(child, Node) and child.tag == "skipped":
            continue
        if isinstance(child, Node) and child.tag in BLOCKS:
            end_words()
            found.append(_block(child))
        else:
            words.append(child)
    end_words()
    return found


def _block(node: Node) -> dict[str, Any]:
    block: dict[str, Any] = {"t": node.tag, "c": sorted(node.classes)}
    if node.tag == "qr-code":
        return block | {"svg": qr_svg(node.text.strip()), "title": drawable(node.title)}
    direction = base_direction(node.text) if node.dir == "auto" else node.dir
    if direction:
        block["dir"] = direction
    if node.lang:
        block["lang"] = node.lang
    holds_blocks = any(isinstance(child, Node) and child.tag in BLOCKS for child in node.children)
    if node.tag in {"p", "h1", "h2", "h3", "dt", "caption", "th"} or (node.tag in {"li", "dd", "td"} and not holds_blocks):
        block["k"] = _inline(node.children)
    else:
        block["b"] = blocks_of(node)
    return block


def _inline(children: list[Node | str]) -> list[Any]:
    """Words and elements in a line, white space collapsed as on a page."""
    gathered: list[Any] = []
    _gather(children, gathered)
    runs: list[Any] = []
    ends_with_space = True
    for one in gathered:
        if isinstance(one, dict):
            runs.append(one)
            ends_with_space = one["t"] == "br"
            continue
        style, text = one
        said = " ".join(text.split()) if text.strip() else ""
        if not said:
            said = "" if ends_with_space else " "
        else:
            said = ("" if ends_with_space or not text[0].isspace() else " ") + said + (" " if text[-1].isspace() else "")
        if said:
            runs.append({"t": "w", "s": style, "k": drawable(said)})
            ends_with_space = said.endswith(" ")
    while runs and runs[-1]["t"] == "w" and not runs[-1]["k"].strip():
        runs.pop()
    if runs and runs[-1]["t"] == "w":
        runs[-1]["k"] = runs[-1]["k"].rstrip()
    return runs


def _gather(children: list[Node | str], into: list[Any], style: tuple[str, ...] = ()) -> None:
    for child in children:
        if isinstance(child, str):
            into.append((list(style), child))
        elif child.tag == "br":
            into.append({"t": "br"})
        elif child.tag != "skipped":
            of_tag = [
                name for name, is_so in (("b", child.tag == "b"), ("small", child.tag == "small" or "small" in child.classes)) if is_so
            ]
            if child.tag == "small" and into:  # a line of its own, as on a page
                into.append({"t": "br"})
            if child.tag == "time":
                into.append((list(style), " "))
            soft = ["soft"] if child.classes & {"soft", "tag"} or child.tag in {"time", "small"} else []
            inner = (*style, *of_tag, *soft)
            mark = _LEFT_TO_RIGHT if "ltr" in child.classes else _ISOLATE if child.tag == "bdi" else ""
            if mark:
                into.append((list(inner), mark))
            _gather(child.children, into, inner)
            if mark:
                into.append((list(inner), _END))
