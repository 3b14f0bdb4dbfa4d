"""Find a public body for an act: used wherever a page asks which one."""

from collections.abc import Collection
from typing import Any

from mazalim.administration.frame.forms import ChooseBodyForm, FindBodyForm
from mazalim.directory.models import PublicBody
from mazalim.directory.queries import bodies_named_like
from mazalim.web import formats
from mazalim.web.forms import Explained


def bodies_found(words: str) -> list[PublicBody]:
    """The bodies in use of this code, or whose name is like the words, the most alike first; one query."""
    order = {row.pk: place for place, row in enumerate(bodies_named_like(words, accepting_alone=False))}
    coded = PublicBody.objects.filter(code__iexact=words.strip(), is_active=True)
    found = list(coded) or list(PublicBody.objects.filter(pk__in=order, is_active=True))
    return sorted(found, key=lambda body: order.get(body.pk, 0))


class BodyChoice:
    """The two steps of choosing a body on one page: words in the address, then one of those found."""

    def __init__(self, asked: Any, typed: Any, *, but: Collection[int] = ()) -> None:
        self.find = FindBodyForm(asked if "q" in asked else None)
        self.found: list[PublicBody] = []
        self.form: ChooseBodyForm | None = None
        if self.find.is_valid():
            self.found = [body for body in bodies_found(self.find.cleaned_data["q"]) if body.pk not in but]
            self.form = ChooseBodyForm(typed, bodies=[(body.code, _explained(body)) for body in self.found]) if self.found else None

    @property
    def is_asked(self) -> bool:
        """Whether words were given."""
        return self.find.is_bound

    @property
    def chosen(self) -> PublicBody | None:
        """The body, once one is chosen."""
        if self.form is None or not self.form.is_valid():
            return None
        return next(body for body in self.found if body.code == self.form.cleaned_data["body"])


def _explained(body: PublicBody) -> Explained:
    return Explained(formats.in_language(body.names)[0], body.code)
