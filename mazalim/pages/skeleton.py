"""Writes the folder of a new profile: complete, loadable, and marked with CHECK wherever somebody who knows the country must look."""

import csv
import re
import shutil
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import phonenumbers
from babel import Locale, localedata
from babel.core import get_global

from mazalim.administration.holidays.queries import known_days
from mazalim.directory.actions import LANGUAGES

CHECK = "# CHECK"
YEARS = 3  # of which public holidays are written
BODY_COLUMNS = ("code", "parent", "kind", "sector", "accepts", *(f"name_{language}" for language in LANGUAGES))
DESK_COLUMNS = ("code", "body", "kind", "categories", *(f"name_{language}" for language in LANGUAGES))
PLACE_COLUMNS = ("code", "parent", "level", *(f"name_{language}" for language in LANGUAGES))
HOLIDAY_COLUMNS = ("date", *(f"name_{language}" for language in LANGUAGES))

BODIES = (
    (
        "000",
        "",
        "central",
        "any",
        "yes",
        "Central complaints office",
        "Bureau central des plaintes",
        "المكتب المركزي للشكاوى",
        "نووسینگەی ناوەندیی سکاڵا",
    ),
    ("100", "", "ministry", "interior", "yes", "Ministry of the Interior", "Ministère de l’Intérieur", "وزارة الداخلية", "وەزارەتی ناوخۆ"),
    (
        "101",
        "100",
        "municipality",
        "municipality",
        "yes",
        "Municipality of the capital",
        "Municipalité de la capitale",
        "بلدية العاصمة",
        "شارەوانیی پایتەخت",
    ),
)
DESKS = (
    (
        "000-CENTRAL",
        "000",
        "central",
        "",
        "Central complaints desk",
        "Bureau central des plaintes",
        "مكتب الشكاوى المركزي",
        "بەشی ناوەندیی سکاڵاکان",
    ),
    ("000-AUDIT", "000", "audit", "", "Auditor’s desk", "Bureau de l’auditeur", "مكتب المدقّق", "بەشی وردبین"),
    ("100-INTEGRITY", "100", "integrity", "", "Integrity desk", "Bureau de l’intégrité", "مكتب النزاهة", "بەشی دەستپاکی"),
)
PLACES = (
    ("01", "", "region", "Capital region", "Région de la capitale", "منطقة العاصمة", "هەرێمی پایتەخت"),
    ("0101", "01", "district", "Capital", "Capitale", "العاصمة", "پایتەخت"),
)
BLANK_CATEGORIES = """# Categories: one table each; docs/running/profiles.md explains the keys. Add those of your country.

[[category]]
code = "road_damage"
sector = "municipality"
response_days = 21
response_unit = "calendar"
name = { en = "Damaged road", fr = "Route abîmée", ar = "طريق متضرر", ckb = "شەقامی تێکچوو" }

[[category]]
code = "other"
sector = "any"                        # of every body that accepts complaints
response_days = 21
response_unit = "calendar"
name = { en = "Something else", fr = "Autre chose", ar = "أمر آخر", ckb = "شتێکی تر" }
"""
BLANK_QUESTIONS = """# What citizens ask. CHECK: one question to begin with; administrators add others on their pages.

[[question]]
code = "cost"
theme = "lodging"
question.en = "Does a complaint cost anything?"
question.fr = "Une plainte coûte-t-elle quelque chose ?"
question.ar = "هل لتقديم الشكوى رسوم؟"
question.ckb = "ئایا سکاڵاکردن پارەی دەوێت؟"
answer.en = "No. It is free."
answer.fr = "Non. C’est gratuit."
answer.ar = "لا، التقديم مجاني."
answer.ckb = "نەخێر، بێبەرامبەرە."
"""


class CannotWrite(Exception):
    """The folder is there already, or the country or the code is none."""


def write_profile(*, code: str, country: str, source: Path, is_blank: bool, folder: Path, today: date) -> list[str]:
    """Write a profile's folder and return what must be checked first.

    `source` is the profile whose rules and page texts are taken; `is_blank` leaves its categories and questions out. Raises CannotWrite.
    """
    prefix = phonenumbers.country_code_for_region(country)
    if not prefix:
        raise CannotWrite(f"{country!r} is no country: write its two letters of ISO 3166, as in JO.")
    if not re.fullmatch(r"[a-z][a-z0-9_-]{1,39}", code):
        raise CannotWrite(f"{code!r} is no code: small Latin letters, digits and hyphens.")
    if folder.exists():
        raise CannotWrite(f"{folder} is there already.")
    folder.mkdir(parents=True)
    zones = sorted(zone for zone, territory in get_global("zone_territories").items() if territory == country)
    policy = (source / "profile.toml").read_text(encoding="utf-8")
    (folder / "profile.toml").write_text(
        _policy(policy, code=code, country=country, zones=zones, prefix=prefix, today=today), encoding="utf-8"
    )
    pages = (source / "pages.toml").read_text(encoding="utf-8")
    taken = f"{CHECK}: taken from the profile {source.name}. Read every text and put in the courts, laws and numbers of the country.\n"
    (folder / "pages.toml").write_text(taken + pages, encoding="utf-8")
    if is_blank:
        (folder / "categories.toml").write_text(BLANK_CATEGORIES, encoding="utf-8")
        (folder / "questions.toml").write_text(BLANK_QUESTIONS, encoding="utf-8")
    else:
        for name in ("categories.toml", "questions.toml"):
            (folder / name).write_text(taken + (source / name).read_text(encoding="utf-8"), encoding="utf-8")
    _table(folder / "bodies.csv", BODY_COLUMNS, ((f"{country}{row[0]}", row[1] and f"{country}{row[1]}", *row[2:]) for row in BODIES))
    _table(folder / "desks.csv", DESK_COLUMNS, ((f"{country}{row[0]}", f"{country}{row[1]}", *row[2:]) for row in DESKS))
    _table(folder / "places.csv", PLACE_COLUMNS, PLACES)
    days = [one for year in range(today.year, today.year + YEARS) for one in known_days(country, LANGUAGES, year)]
    _table(
        folder / "holidays.csv", HOLIDAY_COLUMNS, ((one.day.isoformat(), *(one.names.get(name, "") for name in LANGUAGES)) for one in days)
    )
    doubts = _doubts(zones=zones, has_holidays=bool(days), source=source.name)
    (folder / "README.md").write_text(_readme(code, country, doubts), encoding="utf-8")
    return doubts


def remove_profile(folder: Path) -> None:
    """Take a folder away that was begun and could not be finished."""
    shutil.rmtree(folder, ignore_errors=True)


def _policy(text: str, *, code: str, country: str, zones: Sequence[str], prefix: int, today: date) -> str:
    example = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    national = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL) if example else "0000000"
    values: dict[str, str] = {
        "valid_from": f"{today.year}-01-01",
        "country": f'"{country}"',
        "time_zone": f'"{zones[0] if zones else "UTC"}"',
        "weekend": str(_weekend(country)),
        "help_telephone": '"000"',
        "citizenships": f'["{country}"]',
        "identity_number": "{ required = true, pattern = '\\d{6,14}', example = \"1234567890\" }",
        "region": f'"{country}"',
        "sms_prefixes": f'["+{prefix}"]',
        "example": f'"{national}"',
    }
    values |= {language: f'"{_locale(language, country)}"' for language in LANGUAGES}
    lines, section = [], ""
    for line in text.splitlines():
        if found := re.fullmatch(r"\[(\w+)\].*", line):
            section = found[1]
        key = line.partition("=")[0].strip()
        is_ours = key in values and (key not in LANGUAGES or section == "locales")
        if is_ours:
            line = f"{key} = {values[key]}  {CHECK}"
        elif section == "next_instance" and key in LANGUAGES:
            line = f"{line}  {CHECK}"
        lines.append(line)
    lines = [f'code = "{code}"' if line.startswith("code = ") else line for line in lines]
    lines[0] = (
        f"# Policy of the profile {code}. CHECK stands where somebody who knows the law must look; "
        "docs/running/profiles.md explains the keys."
    )
    return "\n".join(lines) + "\n"


def _weekend(country: str) -> list[int]:
    """The ISO weekdays that the CLDR calls the weekend there; Saturday and Sunday where it knows nothing."""
    name = next((one for one in localedata.locale_identifiers() if one.rpartition("_")[2] == country), None)
    if name is None:
        return [6, 7]
    locale = Locale.parse(name)
    length = (locale.weekend_end - locale.weekend_start) % 7 + 1
    return [(locale.weekend_start + number) % 7 + 1 for number in range(length)]


def _locale(language: str, country: str) -> str:
    otherwise = {"en": "en_GB", "fr": "fr_FR", "ar": "ar_001", "ckb": "ckb_IQ"}
    wanted = f"{language}_{country}"
    return wanted if localedata.exists(wanted) and language != "en" else otherwise[language]


def _table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _doubts(*, zones: Sequence[str], has_holidays: bool, source: str) -> list[str]:
    said = ["`profile.toml`: every line with CHECK, and all times with somebody who knows the law."]
    if len(zones) != 1:
        said.append(f"`profile.toml`: the time zone; the country has {len(zones)}.")
    said.append("`bodies.csv`, `desks.csv`, `places.csv`: three bodies and two places that only show the form. Write yours.")
    said.append(f"`pages.toml`, `questions.toml`, `categories.toml`: words taken from the profile {source} speak of that country.")
    said.append(
        "`holidays.csv`: Islamic dates are estimates."
        if has_holidays
        else "`holidays.csv`: no public holidays are known of this country. Write them."
    )
    return said


def _readme(code: str, country: str, doubts: Sequence[str]) -> str:
    points = "\n".join(f"- {doubt}" for doubt in doubts)
    return f"""# The profile {code} ({country})

Written by `manage.py new_profile`. It loads as it is (`manage.py load_profile {code}`), and is not fit for a country before this is done:

{points}

`docs/running/new-country.md` goes through it step by step. Write here where each list comes from, under which licence, and what is doubtful.
"""
