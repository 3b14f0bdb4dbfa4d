"""The pages of the wizard in their order: one list that the views, the check page and the progress read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mazalim.country.policy import Policy
from mazalim.directory.models import Category
from mazalim.journey.intake.content import Content
from mazalim.journey.intake.rules import ON_PAPER, is_admitted_citizen, is_identity_number, is_old_enough, is_representative_named

QUESTIONS = 9  # what the progress counts: several pages may belong to one question


@dataclass(frozen=True)
class Walk:
    """A draft on its way, with what decides which pages it meets. `today` is the country's day."""

    content: Content
    policy: Policy
    today: date
    category: Category | None
    for_other: bool = False  # an officer writes it for a citizen

    def steps(self) -> list["Step"]:
        """The pages that this draft meets, in their order."""
        return [step for step in STEPS if step.applies(self)]

    def first_missing(self) -> "Step | None":
        """The first page that still needs an answer; None where the draft is ready to be checked."""
        return next((step for step in self.steps() if not step.is_filled(self)), None)

    def may_reach(self, name: str) -> bool:
        """Whether the draft meets this page and every page before it is filled."""
        for step in self.steps():
            if step.name == name:
                return True
            if not step.is_filled(self):
                return False
        return False

    def before(self, name: str) -> "Step | None":
        """The page before this one."""
        names = [step.name for step in self.steps()]
        at = names.index(name) if name in names else 0
        return self.steps()[at - 1] if at else None

    def after(self, name: str) -> "Step | None":
        """The page after this one; None after the last."""
        steps = self.steps()
        at = next((at for at, step in enumerate(steps) if step.name == name), len(steps))
        return steps[at + 1] if at + 1 < len(steps) else None


def _always(walk: Walk) -> bool:
    return True


@dataclass(frozen=True)
class Step:
    """One page: its name (URL, view, template), the number of its question, the chapter, the title, and how the check page calls its line."""

    name: str
    number: int
    chapter: str | Promise
    title: str | Promise
    label: str | Promise
    is_filled: Callable[[Walk], bool]
    applies: Callable[[Walk], bool] = _always


def _passed(name: str) -> Callable[[Walk], bool]:
    def was_left_behind(walk: Walk) -> bool:
        return name in walk.content.passed

    return was_left_behind


def _has_against(walk: Walk) -> bool:
    content = walk.content
    return content.against == "service" or (content.against == "official" and bool(content.official.name or content.official.post))


def _has_answers(walk: Walk) -> bool:
    required = [question["code"] for question in (walk.category.questions if walk.category else []) if question.get("required")]
    return "questions" in walk.content.passed and all(walk.content.answers.get(code) for code in required)


def _asks(*fields: str) -> Callable[[Walk], bool]:
    def is_asked(walk: Walk) -> bool:
        return bool(set(fields) & set(walk.policy.eligibility.asks))

    return is_asked


def _has_name(walk: Walk) -> bool:
    asked = {"given_name", "family_name"} & set(walk.policy.eligibility.asks)
    return all(getattr(walk.content, name) for name in asked)


def _has_birth_date(walk: Walk) -> bool:
    born = walk.content.birth_date
    return born is not None and is_old_enough(born, on=walk.today, policy=walk.policy, is_represented=walk.content.is_represented)


def _asks_citizenship(walk: Walk) -> bool:
    return bool(walk.policy.eligibility.citizenships) or "citizenship" in walk.policy.eligibility.asks


def _has_citizenship(walk: Walk) -> bool:
    return bool(walk.content.citizenship) and is_admitted_citizen(walk.content.citizenship, policy=walk.policy)


def _asks_identity_number(walk: Walk) -> bool:
    return walk.policy.eligibility.identity_number.required or "identity_number" in walk.policy.eligibility.asks


def _has_identity_number(walk: Walk) -> bool:
    number = walk.content.identity_number
    if not number and not walk.policy.eligibility.identity_number.required:
        return "identity_number" in walk.content.passed
    return is_identity_number(number, policy=walk.policy)


def _has_contact(walk: Walk) -> bool:
    content = walk.content
    return bool(content.contact) or (walk.for_other and content.verify_by == ON_PAPER and bool(content.address))


_COMPLAINT, _ABOUT_YOU, _CHECK = _("Your complaint"), _("About you"), _("Check")

STEPS: tuple[Step, ...] = (
    Step("kind", 1, _COMPLAINT, _("What would you like to write?"), _("Kind"), lambda walk: walk.content.kind in walk.policy.kinds),
    Step(
        "body", 2, _COMPLAINT, _("Which public body is it about?"), _("Public body"),
        lambda walk: walk.content.body is not None or walk.content.body_unknown,
    ),
    Step("against", 2, _COMPLAINT, _("Is it about a service or about an official?"), _("Service or official"), _has_against),
    Step("category", 3, _COMPLAINT, _("What is it about?"), _("Category"), lambda walk: walk.category is not None),
    Step(
        "happened", 3, _COMPLAINT, _("What happened?"), _("What happened"),
        lambda walk: bool(walk.content.subject and walk.content.description),
    ),
    Step("when_where", 4, _COMPLAINT, _("When and where did it happen?"), _("When and where"), _passed("when_where")),
    Step(
        "suggested", 4, _COMPLAINT, _("Could it be one of these public bodies?"), _("Public body"), _passed("suggested"),
        applies=lambda walk: walk.content.body_unknown,
    ),
    Step(
        "questions", 4, _COMPLAINT, _("A few questions on this matter"), _("Questions on this matter"), _has_answers,
        applies=lambda walk: bool(walk.category and walk.category.questions),
    ),
    Step(
        "points", 5, _COMPLAINT, _("What would put it right?"), _("What would put it right"), _passed("points"),
        applies=lambda walk: walk.content.kind != "praise",
    ),
    Step("enclosures", 5, _COMPLAINT, _("Photos and papers"), _("Enclosures"), _passed("enclosures")),
    Step("name", 6, _ABOUT_YOU, _("What is your name?"), _("Name"), _has_name, applies=_asks("given_name", "family_name")),
    Step("birth_date", 6, _ABOUT_YOU, _("What is your date of birth?"), _("Date of birth"), _has_birth_date),
    Step(
        "citizenship", 6, _ABOUT_YOU, _("Which country are you a citizen of?"), _("Citizenship"), _has_citizenship,
        applies=_asks_citizenship,
    ),
    Step(
        "identity_number", 6, _ABOUT_YOU, _("What is the number of your identity card?"), _("Identity number"), _has_identity_number,
        applies=_asks_identity_number,
    ),
    Step(
        "representative", 6, _ABOUT_YOU, _("Who comes for this person?"), _("Representative"),
        lambda walk: "representative" in walk.content.passed and is_representative_named(walk.content),
        applies=lambda walk: walk.for_other and walk.content.is_represented,
    ),
    Step(
        "contact", 7, _ABOUT_YOU, _("How can we reach you?"), _("E-mail or phone"), _has_contact,
    ),
    Step(
        "known", 8, _ABOUT_YOU, _("How do you want to be known?"), _("How you are known"),
        lambda walk: walk.content.identity_mode in walk.policy.identity_modes,
    ),
)  # fmt: skip

CHECK = Step("check", QUESTIONS, _CHECK, _("Check what you have written"), _CHECK, lambda walk: walk.content.is_checked)


def step_named(name: str) -> Step:
    """The page of this name."""
    return next(step for step in (*STEPS, CHECK) if step.name == name)
