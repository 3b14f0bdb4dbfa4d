"""What is typed on the wizard's pages: cleaned here, written by the actions."""

from mazalim.journey.intake.forms.base import StepForm
from mazalim.journey.intake.forms.body import BodyForm, SuggestedForm
from mazalim.journey.intake.forms.contact import ChooseDraftForm, CodeForm, ContactForm, ResumeForm
from mazalim.journey.intake.forms.counter import CounterForm, PaperForm, RepresentativeForm
from mazalim.journey.intake.forms.matter import AgainstForm, CategoryForm, HappenedForm, PointsForm, WhenWhereForm
from mazalim.journey.intake.forms.person import BirthDateForm, CheckForm, CitizenshipForm, IdentityNumberForm, KnownForm, NameForm
from mazalim.journey.intake.forms.questions import QuestionsForm
from mazalim.journey.intake.forms.start import KindForm

__all__ = [
    "AgainstForm",
    "BirthDateForm",
    "BodyForm",
    "CategoryForm",
    "CheckForm",
    "ChooseDraftForm",
    "CitizenshipForm",
    "CodeForm",
    "ContactForm",
    "CounterForm",
    "HappenedForm",
    "IdentityNumberForm",
    "KindForm",
    "KnownForm",
    "NameForm",
    "PaperForm",
    "PointsForm",
    "QuestionsForm",
    "RepresentativeForm",
    "ResumeForm",
    "StepForm",
    "SuggestedForm",
    "WhenWhereForm",
]
