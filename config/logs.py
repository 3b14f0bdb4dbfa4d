"""Logging as settings.py wants it: lines on standard error, security events in a file of their own where one is named."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.env import Environment


def logs(env: Environment, *, is_for_developers: bool) -> dict[str, Any]:
    """What Django's LOGGING is.

    :param is_for_developers: whether lines are laid out for people unless MAZALIM_LOG_FORMAT says otherwise.
    :raises ImproperlyConfigured: a level or format is not known, or the file of security events cannot be written.
    """
    level = env.text("MAZALIM_LOG_LEVEL", "WARNING").upper()
    if level not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
        raise ImproperlyConfigured(f"MAZALIM_LOG_LEVEL must be DEBUG, INFO, WARNING, ERROR or CRITICAL, not {level!r}.")
    how = env.text("MAZALIM_LOG_FORMAT", "lines" if is_for_developers else "json")
    if how not in {"json", "lines"}:
        raise ImproperlyConfigured(f"MAZALIM_LOG_FORMAT must be json or lines, not {how!r}.")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "mazalim.common.logs.formatter", "how": how}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}, "security": _security(env)},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.request": {"level": "ERROR"},  # whoever asks for what is not there is no news
            "django": {"handlers": []},  # Django's own would write a fault twice, and mail it with what was typed
            "mazalim": {"level": "INFO"},
            "mazalim.security": {"handlers": ["security"], "level": "INFO", "propagate": False},
            "django.security": {"handlers": ["security"], "level": "WARNING", "propagate": False},
        },
    }


def _security(env: Environment) -> dict[str, Any]:
    file = env.text("MAZALIM_SECURITY_LOG")
    if not file:
        return {"class": "logging.StreamHandler", "formatter": "line"}
    try:
        Path(file).touch(mode=0o600)
    except OSError as error:
        raise ImproperlyConfigured(f"MAZALIM_SECURITY_LOG: {file} cannot be written ({error.strerror}).") from error
    # Goes on in a new file after the old one was moved away.
    return {"class": "logging.handlers.WatchedFileHandler", "filename": file, "encoding": "utf-8", "formatter": "line"}
