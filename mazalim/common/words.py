"""Names in several languages: which one to show."""

from collections.abc import Mapping, Sequence


def pick(names: Mapping[str, str], language: str, fallbacks: Sequence[str] = ("en", "ar", "ckb", "fr")) -> tuple[str, str]:
    """The name and its language: the wanted one, else the first fallback that has one, else empty."""
    for candidate in (language, *fallbacks):
        if names.get(candidate):
            return names[candidate], candidate
    return "", language
