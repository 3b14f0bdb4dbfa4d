"""The words on screen: finds them in code and templates and keeps locale/*/LC_MESSAGES/django.po complete, without GNU gettext.

    python -m tools.messages extract              merge what code and templates say into every catalogue
    python -m tools.messages missing [LANGUAGE]   count what is untranslated; with a language, print it as JSON to fill in
    python -m tools.messages apply LANGUAGE FILE  take translations from JSON: msgid -> text, or a list of plural forms
    python -m tools.messages check                say what is stale, missing or has other placeholders; exit 1 if anything
    python -m tools.messages compile              write the .mo files

A message with a context has the key `context|msgid` in JSON; null or "" means "not translated yet".
"""

import argparse
import fcntl
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.template.base import Lexer, Token, TokenType
from django.utils.translation import trim_whitespace
from django.utils.translation.template import block_re, constant_re, context_re, endblock_re, inline_re, plural_re

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
SOURCE = ROOT / "mazalim"
TEMPLATE_ENDINGS = {".html", ".txt", ".svg", ".xml"}
PLURALS = {  # word for word as in Django's own catalogues, so that Django merges ours with its own
    "fr": "nplurals=2; plural=(n > 1);",
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;",
    "ckb": "nplurals=2; plural=(n != 1);",
}
KEYWORDS = {
    "_": None,
    **{f"gettext{end}": None for end in ("", "_lazy", "_noop")},
    **{f"ngettext{end}": (1, 2) for end in ("", "_lazy")},
    **{f"pgettext{end}": ((1, "c"), 2) for end in ("", "_lazy")},
    **{f"npgettext{end}": ((1, "c"), 2, 3) for end in ("", "_lazy")},
}
PLACEHOLDER = re.compile(r"%%|%\(\w+\)[sd]|%[sd]|\{\w*\}")
TAG = re.compile(r"</?[a-z][a-z0-9]*")

Key = tuple[str, str]  # context ("" for none), msgid


@dataclass
class Message:
    """One text of the product, with the files that show it."""

    context: str
    singular: str
    plural: str = ""
    places: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        return self.context, self.singular


def python_messages(path: Path) -> Iterator[tuple[str, str, str]]:
    """(context, singular, plural) of every gettext call with literal words in a Python file."""
    with path.open("rb") as source:
        for _line, words, _comments, context in extract("python", source, keywords=KEYWORDS):
            singular, plural = words if isinstance(words, tuple) else (words, "")
            if singular:
                yield context or "", singular, plural or ""


def _unquoted(literal: str) -> str:
    return literal[1:-1]


def _context_of(words: str | None) -> str:
    match = context_re.match(words) if words else None
    return _unquoted(match[1]) if match else ""


def _said(tokens: list[Token], trimmed: bool) -> str:
    text = "".join(f"%({t.contents})s" if t.token_type == TokenType.VAR else t.contents.replace("%", "%%") for t in tokens)
    return trim_whitespace(text) if trimmed else text


def _block(opening: Token, tokens: Iterator[Token], where: str) -> tuple[str, str, str]:
    """Reads on to the end of a {% blocktranslate %}."""
    match = block_re.match(opening.contents)
    forms: list[list[Token]] = [[]]
    for token in tokens:
        if token.token_type != TokenType.BLOCK:
            forms[-1].append(token)
        elif endblock_re.match(token.contents):
            trimmed = "trimmed" in opening.split_contents()
            said = [_said(form, trimmed) for form in forms]
            return _context_of(match[1] if match else None), said[0], said[1] if len(said) > 1 else ""
        elif plural_re.match(token.contents):
            forms.append([])
        else:
            raise SyntaxError(f"{where}: a translation block must not hold another tag: {token.contents!r}")
    raise SyntaxError(f"{where}: a translation block has no end.")


def template_messages(source: str, where: str) -> Iterator[tuple[str, str, str]]:
    """(context, singular, plural) of every translation tag and `_("...")` in a template; `where` names it in errors."""
    tokens = iter(Lexer(source).tokenize())
    for token in tokens:
        if token.token_type == TokenType.BLOCK and token.contents == "comment":
            while not (token.token_type == TokenType.BLOCK and token.contents == "endcomment"):
                token = next(tokens)
        elif token.token_type == TokenType.BLOCK and (match := inline_re.match(token.contents)):
            yield _context_of(match[2]), _unquoted(match[1]).replace("%", "%%"), ""
        elif token.token_type == TokenType.BLOCK and block_re.match(token.contents):
            yield from (("", _unquoted(word), "") for word in constant_re.findall(token.contents))
            yield _block(token, tokens, where)
        elif token.token_type in {TokenType.BLOCK, TokenType.VAR}:
            yield from (("", _unquoted(word), "") for word in constant_re.findall(token.contents))


def _sources() -> Iterator[Path]:
    for path in sorted(SOURCE.rglob("*")):
        parts = path.relative_to(SOURCE).parts
        if "migrations" in parts or "__pycache__" in parts or not path.is_file():
            continue
        if path.suffix == ".py" or (path.suffix in TEMPLATE_ENDINGS and "templates" in parts):
            yield path


def extracted() -> dict[Key, Message]:
    """Every message of the product, by context and msgid."""
    messages: dict[Key, Message] = {}
    for path in _sources():
        place = path.relative_to(ROOT).as_posix()
        found = python_messages(path) if path.suffix == ".py" else template_messages(path.read_text("utf-8"), place)
        for context, singular, plural in found:
            message = messages.setdefault((context, singular), Message(context, singular))
            if plural and message.plural and plural != message.plural:
                raise SyntaxError(f"{place}: {singular!r} has the plural {plural!r} here and {message.plural!r} elsewhere.")
            message.plural = message.plural or plural
            message.places.add(place)
    return messages


def path_of(language: str) -> Path:
    """The catalogue of a language."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def forms_of(language: str) -> int:
    """How many plural forms a language has."""
    return int(PLURALS[language].split("nplurals=")[1].split(";")[0])


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid


def is_translated(entry: polib.POEntry) -> bool:
    """Whether no form of the message is empty."""
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)


def read(language: str) -> polib.POFile:
    """The catalogue of a language, empty where there is none yet."""
    path = path_of(language)
    catalogue = polib.pofile(str(path), wrapwidth=0) if path.exists() else polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Project-Id-Version": "Mazalim",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    return catalogue


def write(language: str, catalogue: polib.POFile) -> None:
    """Replaces the catalogue at once, so that a reader never sees half of it."""
    path = path_of(language)
    part = path.with_suffix(f".{os.getpid()}")
    part.write_text(f"{catalogue}".rstrip("\n") + "\n", "utf-8")
    part.replace(path)


@contextmanager
def _alone_on(language: str) -> Iterator[None]:
    """Two who translate into one language at the same time wait for one another."""
    folder = path_of(language).parent
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def merged(language: str, messages: dict[Key, Message]) -> polib.POFile:
    """The catalogue with exactly these messages, keeping the translations it has."""
    catalogue = read(language)
    known = {_key(entry): entry for entry in catalogue if not entry.obsolete}
    catalogue.clear()
    for message in sorted(messages.values(), key=lambda m: (min(m.places), m.singular, m.context)):
        old = known.get(message.key)
        entry = polib.POEntry(msgid=message.singular, msgctxt=message.context or None)
        entry.occurrences = [(place, "") for place in sorted(message.places)]
        if "%(" in message.singular + message.plural:
            entry.flags = ["python-format"]
        if message.plural:
            entry.msgid_plural = message.plural
            kept = old.msgstr_plural if old else {}
            entry.msgstr_plural = {number: kept.get(number, "") for number in range(forms_of(language))}
        elif old:
            entry.msgstr = old.msgstr
        catalogue.append(entry)
    return catalogue


def _signs(text: str) -> Counter[str]:
    return Counter(sign for sign in PLACEHOLDER.findall(text) if sign != "%%")


def faults_of(singular: str, plural: str, translation: str | list[str]) -> str:
    """A sentence on what a translation has lost or added, or "".

    Named placeholders and tags must be the same; a plural form may leave out one name, because "one complaint" needs no figure.
    """
    if isinstance(translation, str):
        wanted, got = _signs(singular), _signs(translation)
        named = all(sign.startswith(("%(", "{")) and sign != "{}" for sign in wanted)
        same = set(wanted) == set(got) if named else wanted == got
        if not same:
            return f"placeholders {sorted(got)} instead of {sorted(wanted)}"
        forms = [translation]
    else:
        forms = translation
        wanted_names = set(_signs(plural))
        for form in forms:
            names = set(_signs(form))
            lost = wanted_names - names
            if names - wanted_names or len(lost) > 1 or any(sign in {"%s", "%d", "{}"} for sign in lost):
                return f"placeholders {sorted(names)} instead of {sorted(wanted_names)} in {form!r}"
    for form in forms:
        if Counter(TAG.findall(form)) != Counter(TAG.findall(plural or singular)):
            return f"other tags than the English in {form!r}"
        if form != form.strip() and singular == singular.strip():
            return f"white space around {form!r}"
    return ""


def applied(language: str, catalogue: polib.POFile, translations: dict[str, str | list[str] | None]) -> list[str]:
    """Puts translations into the catalogue and returns a sentence for each that cannot be taken."""
    entries = {"|".join(filter(None, _key(entry))): entry for entry in catalogue}
    refused = []
    for key, translation in translations.items():
        entry = entries.get(key)
        if not translation or (isinstance(translation, list) and not all(translation)):
            continue
        if entry is None:
            refused.append(f"{key!r}: no such message.")
        elif bool(entry.msgid_plural) != isinstance(translation, list):
            refused.append(f"{key!r}: {'a list of plural forms' if entry.msgid_plural else 'one text'} is needed.")
        elif isinstance(translation, list) and len(translation) != forms_of(language):
            refused.append(f"{key!r}: {language} has {forms_of(language)} plural forms, not {len(translation)}.")
        elif fault := faults_of(entry.msgid, entry.msgid_plural, translation):
            refused.append(f"{key!r}: {fault}.")
        elif isinstance(translation, list):
            entry.msgstr_plural = dict(enumerate(translation))
        else:
            entry.msgstr = translation
    return refused


def to_translate(language: str) -> dict[str, str | list[str]]:
    """What has no translation yet, in the shape that `apply` takes."""
    return {
        "|".join(filter(None, _key(entry))): [""] * forms_of(language) if entry.msgid_plural else ""
        for entry in merged(language, extracted())
        if not is_translated(entry)
    }


def faults(language: str, messages: dict[Key, Message]) -> list[str]:
    """A sentence for each message of a language that is stale, missing or broken."""
    known = {_key(entry): entry for entry in read(language)}
    found = [f"{language}: {key[1]!r} is no longer in the product; run `make translations`." for key in known.keys() - messages.keys()]
    for key, message in messages.items():
        entry = known.get(key)
        if entry is None:
            found.append(f"{language}: {message.singular!r} is not in the catalogue; run `make translations`.")
        elif not is_translated(entry):
            found.append(f"{language}: {message.singular!r} is not translated ({min(message.places)}).")
        elif fault := faults_of(
            entry.msgid, entry.msgid_plural, list(entry.msgstr_plural.values()) if entry.msgid_plural else entry.msgstr
        ):
            found.append(f"{language}: {message.singular!r} has {fault}.")
    return sorted(found)


def compile_all() -> None:
    """Writes the .mo files that Django reads."""
    for language in PLURALS:
        if path_of(language).exists():
            target = path_of(language).with_suffix(".mo")
            part = target.with_suffix(f".{os.getpid()}")
            read(language).save_as_mofile(str(part))
            part.replace(target)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="tools.messages", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("act", choices=["extract", "missing", "apply", "check", "compile"])
    parser.add_argument("language", nargs="?", choices=sorted(PLURALS))
    parser.add_argument("file", nargs="?", type=Path)
    asked = parser.parse_args()
    if asked.act == "compile":
        compile_all()
        return 0
    if asked.act == "missing" and asked.language:
        print(json.dumps(to_translate(asked.language), ensure_ascii=False, indent=1))
        return 0
    messages = extracted()
    if asked.act == "check":
        sentences = [sentence for language in PLURALS for sentence in faults(language, messages)]
        print("\n".join(sentences) or f"{len(messages)} messages, complete in {', '.join(PLURALS)}.")
        return 1 if sentences else 0
    if asked.act == "apply":
        if not asked.language or not asked.file:
            parser.error("apply needs a language and a file")
        with _alone_on(asked.language):
            catalogue = merged(asked.language, messages)
            refused = applied(asked.language, catalogue, json.loads(asked.file.read_text("utf-8")))
            write(asked.language, catalogue)
        print("\n".join(refused) or "Everything was taken.")
        return 1 if refused else 0
    for language in PLURALS:
        if asked.act == "extract":
            with _alone_on(language):
                write(language, merged(language, messages))
        print(f"{language}: {len(to_translate(language))} of {len(messages)} messages are not translated.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
