"""Load what a profile says about the country as a whole."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from mazalim.common.text import normalise
from mazalim.country.models import Holiday, PageText, PolicyVersion, QuestionAndAnswer
from mazalim.country.policy import read_policy
from mazalim.country.queries import forget_policy


@transaction.atomic
def load_policy(*, policy: Mapping[str, Any], valid_from: date, at: datetime) -> PolicyVersion:
    """Write the version of a policy that begins on a day; the same day loaded again replaces it. Raises WrongPolicy."""
    read_policy(policy)
    version, _ = PolicyVersion.objects.update_or_create(
        valid_from=valid_from, defaults={"profile": policy["code"], "policy": dict(policy), "loaded_at": at}
    )
    forget_policy()
    return version


@transaction.atomic
def load_holidays(*, holidays: Mapping[date, Mapping[str, str]]) -> int:
    """Write the public holidays and return how many; days that administrators added stay."""
    for day, names in holidays.items():
        Holiday.objects.update_or_create(date=day, defaults={"names": dict(names)})
    forget_policy()
    return len(holidays)


@transaction.atomic
def load_questions(*, questions: Sequence[Mapping[str, Any]]) -> int:
    """Replace the questions and answers and return how many there are now."""
    QuestionAndAnswer.objects.exclude(code__in=[row["code"] for row in questions]).delete()
    for order, row in enumerate(questions):
        words = normalise(" ".join((*row["question"].values(), *row["answer"].values())))
        QuestionAndAnswer.objects.update_or_create(
            code=row["code"],
            defaults={"theme": row["theme"], "order": order, "question": row["question"], "answer": row["answer"], "search_text": words},
        )
    return len(questions)


@transaction.atomic
def load_page_texts(*, texts: Mapping[str, Mapping[str, Any]]) -> int:
    """Write the long texts of the public pages and return how many there are."""
    for code, text in texts.items():
        content = {"title": text["title"], "lede": text["lede"], "sections": text["section"]}
        PageText.objects.update_or_create(code=code, defaults={"content": content})
    return len(texts)
