"""Reads the environment: one typed getter for each kind of value, and one sentence for whatever is wrong."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


class Environment:
    """The variables that settings.py reads. Each getter raises ImproperlyConfigured with a sentence that names the variable."""

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self.variables = os.environ if variables is None else variables

    def text(self, name: str, default: str = "") -> str:
        """The value without surrounding white space; an empty variable counts as unset."""
        return self.variables.get(name, "").strip() or default

    def flag(self, name: str, default: bool = False) -> bool:
        """1/true/yes/on or 0/false/no/off."""
        value = self.variables.get(name)
        if value is None:
            return default
        if value.strip().lower() in TRUE:
            return True
        if value.strip().lower() in FALSE:
            return False
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")

    def number(self, name: str, default: int, *, least: int = 0) -> int:
        """A whole number of at least `least`."""
        value = self.text(name, str(default))
        if not value.isdecimal() or int(value) < least:
            raise ImproperlyConfigured(f"{name} must be a whole number of {least} or more, not {value!r}.")
        return int(value)

    def words(self, name: str, default: str = "") -> list[str]:
        """A list of words divided by commas."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def folder(self, name: str, default: Path) -> Path:
        """A folder; made, readable by its owner alone, where it is missing."""
        path = Path(self.text(name, str(default))).expanduser().resolve()
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ImproperlyConfigured(f"{name}: the folder {path} cannot be made ({error.strerror}).") from error
        if not os.access(path, os.W_OK):
            raise ImproperlyConfigured(f"{name}: the folder {path} cannot be written to.")
        return path

    def storage(self, name: str, folder: Path) -> dict[str, Any]:
        """Where files are kept, as Django's STORAGES wants it: `folder`, or s3://key:secret@host:port/bucket?tls=0&region=name."""
        value = self.text(name)
        if not value:
            return {"BACKEND": "mazalim.evidence.storage.folder.SealedFolder", "OPTIONS": {"location": folder}}
        address = urlsplit(value)
        options, bucket = parse_qs(address.query), address.path.strip("/")
        try:
            port = f":{address.port}" if address.port else ""
        except ValueError:
            port = "wrong"
        known = set(options) <= {"tls", "region"} and options.get("tls", ["1"])[0] in {"0", "1"}
        if address.scheme != "s3" or not address.hostname or not bucket or "/" in bucket or port == "wrong" or not known:
            raise ImproperlyConfigured(f"{name} must be of the form s3://key:secret@host:port/bucket?tls=1&region=name.")
        has_tls = options.get("tls", ["1"])[0] == "1"
        return {
            "BACKEND": "mazalim.evidence.storage.bucket.SealedBucket",
            "OPTIONS": {
                "access_key": unquote(address.username or "") or None,
                "secret_key": unquote(address.password or "") or None,
                "bucket_name": bucket,
                "endpoint_url": f"http{'s' if has_tls else ''}://{address.hostname}{port}",
                "region_name": options.get("region", ["us-east-1"])[0],
                "use_ssl": has_tls,
            },
        }

    def limits(self, name: str, default: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
        """`name=count/seconds` pairs that replace single lines of the default table."""
        table = dict(default)
        for pair in self.words(name):
            key, _, value = pair.partition("=")
            count, _, seconds = value.partition("/")
            if key not in table or not count.isdecimal() or not seconds.isdecimal():
                known = ", ".join(sorted(table))
                raise ImproperlyConfigured(f"{name}: {pair!r} is not of the form limit=count/seconds; the limits are {known}.")
            table[key] = (int(count), int(seconds))
        return table
