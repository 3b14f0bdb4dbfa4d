"""Where keys lie, and where a backup may lie."""

from pathlib import Path

from django.conf import settings

SECRET = "secret.key"  # noqa: S105 - the name of a file
SETTINGS = ("MAZALIM_KEY_FILE", "MAZALIM_RECEIPT_KEY_FILE", "MAZALIM_SEAL_KEY_FILE", "MAZALIM_PUBLIC_KEYS_FILE")


class CannotKeep(Exception):
    """The text says why no backup can be made or brought back, as a sentence."""


def key_files() -> dict[str, Path]:
    """Name in a folder of keys -> where this installation has the file; also of those that it does not have yet.

    The secret key is among them where it stands in a file of ours and not in the environment.
    """
    files = {name.removeprefix("MAZALIM_").removesuffix("_FILE").lower(): Path(getattr(settings, name)) for name in SETTINGS}
    named = {f"{name}{path.suffix}": path for name, path in files.items()}
    secret = Path(settings.MAZALIM_DATA_DIR) / SECRET
    if secret.is_file() and secret.read_text().strip() == settings.SECRET_KEY:
        named[SECRET] = secret
    return named


def refuse_together(folder: Path, keys: Path) -> None:
    """Keys and what they open never lie in one folder, nor one inside the other. Raises CannotKeep."""
    one, other = folder.resolve(), keys.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise CannotKeep(
            "The keys must lie apart from the backup: whoever finds both can read everything. Name another folder with --keys."
        )
