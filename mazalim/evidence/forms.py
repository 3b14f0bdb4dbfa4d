"""Files as forms take them, for every page on which some are sent."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from mazalim.country.policy import Policy
from mazalim.evidence.actions import clean_name
from mazalim.evidence.kinds import ACCEPTED, TooManyPixels, WrongKind, media_type_of
from mazalim.web import formats

TOO_MANY_PIXELS = _("“%(name)s” has too many pixels. Send it smaller, or as a JPEG photo")
CANNOT_KEEP_NOW = _("The files cannot be kept just now. Try again in a few minutes, or go on without them")


class FilesInput(forms.FileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each of an accepted kind and not too large; cleans to a list."""

    widget = FilesInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=FilesInput(attrs={"accept": ",".join(f".{extension}" for extension in ACCEPTED)}), **kwargs)
        self.most_files, self.most_megabytes = 1, 1

    def limit(self, policy: Policy) -> None:
        """Take the sizes of the profile."""
        self.most_files, self.most_megabytes = policy.limits.enclosures, policy.limits.enclosure_megabytes
        # wizard.js looks before a long upload; the form itself judges what arrives.
        self.widget.attrs |= {"data-most": self.most_files, "data-most-bytes": policy.limits.enclosure_bytes}

    def clean(self, data: Any, initial: Any = None) -> Any:
        files: Sequence[UploadedFile] = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            return super().clean(None, initial) or []
        if len(files) > self.most_files:
            raise ValidationError(
                ngettext_lazy("No more than %(count)s file at once", "No more than %(count)s files at once", self.most_files),
                params={"count": formats.count(self.most_files)},
            )
        faults = [fault for file in files if (fault := self._fault(file))]
        if faults:
            raise ValidationError(faults)
        return list(files)

    def _fault(self, file: UploadedFile) -> ValidationError | None:
        name = clean_name(file.name or "")
        if not file.size:
            return ValidationError(_("“%(name)s” is empty"), params={"name": name})
        if file.size > self.most_megabytes * 1024 * 1024:
            most = formats.count(self.most_megabytes)
            return ValidationError(_("“%(name)s” is larger than %(most)s MB"), params={"name": name, "most": most})
        try:
            media_type_of(name, file)  # type: ignore[arg-type]  # an uploaded file reads like any other
        except TooManyPixels:
            return ValidationError(TOO_MANY_PIXELS, params={"name": name})
        except WrongKind:
            return ValidationError(_("“%(name)s” is not of a kind that is accepted, or not what its name says"), params={"name": name})
        return None
