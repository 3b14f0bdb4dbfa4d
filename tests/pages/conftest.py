"""The public pages are tried with the policy of Kurdistan, three questions and two long texts."""

from typing import Any

import pytest

from mazalim.country.actions import load_page_texts, load_questions
from tests.web.conftest import kurdistan

__all__ = ["kurdistan"]


def question(code: str, theme: str, question: dict[str, str], answer: dict[str, str]) -> dict[str, Any]:
    return {"code": code, "theme": theme, "question": question, "answer": answer}


QUESTIONS = [
    question(
        "cost",
        "lodging",
        {"en": "What does it cost?", "ar": "كم تكلّف الشكوى؟", "ckb": "سکاڵا چەندی تێدەچێت؟"},
        {"en": "Nothing.\n\nNobody may ask for money.", "ar": "لا شيء.", "ckb": "هیچ."},
    ),
    question("late", "answer", {"en": "What if no answer comes?"}, {"en": "It moves up <by itself>."}),
    question("name", "privacy", {"en": "Who sees my name?"}, {"en": "Whoever holds the file, with a reason."}),
]


def text(title: str) -> dict[str, Any]:
    return {
        "title": {"en": title, "ar": "عنوان"},
        "lede": {"en": "In short."},
        "section": [{"heading": {"en": "First <part>"}, "text": {"en": "One.\n\nTwo."}}],
    }


@pytest.fixture
def texts(kurdistan: None) -> None:
    """The rows of a small profile."""
    load_questions(questions=QUESTIONS)
    load_page_texts(texts={"privacy": text("Privacy"), "how": text("How it works")})
