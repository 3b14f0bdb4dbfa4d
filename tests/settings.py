"""The product's own settings with a folder of its own, quick passwords and nothing that reaches outside.

`DATABASE_URL` chooses PostgreSQL; without it the tests run on SQLite in a file, as the embedded default does. Where one run
covers both (`make test`), MAZALIM_TEST_DATABASE tells each process which of the two is its own and whether it drives the browser.
"""

import atexit
import os
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

if "MAZALIM_TEST_DIR" not in os.environ:  # the workers of pytest-xdist share the folder of the process that started them
    os.environ["MAZALIM_TEST_DIR"] = tempfile.mkdtemp(prefix="mazalim-tests-")
    atexit.register(shutil.rmtree, os.environ["MAZALIM_TEST_DIR"], ignore_errors=True)
if _database_of_this_process := os.environ.get("MAZALIM_TEST_DATABASE"):
    os.environ["DATABASE_URL"] = os.environ["MAZALIM_TEST_DATABASE_URL"] if _database_of_this_process == "postgresql" else ""
_folder = Path(os.environ["MAZALIM_TEST_DIR"]) / os.environ.get("PYTEST_XDIST_WORKER", "main")

# An installation's own variables must not reach the tests, and the tests must not reach the installation.
for _name in [name for name in os.environ if name.startswith("MAZALIM_") and not name.startswith("MAZALIM_TEST_")]:
    del os.environ[_name]
os.environ.update(
    MAZALIM_DATA_DIR=str(_folder),
    MAZALIM_STATIC_DIR=str(_folder / "static"),
    MAZALIM_SECRET_KEY="tests-only-" + "0" * 40,
    MAZALIM_DEBUG="0",
)

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, INSTALLED_APPS, MAZALIM_DATA_DIR, STORAGES  # noqa: E402

MAZALIM_KEY_FILE = MAZALIM_DATA_DIR / "keys.json"
MAZALIM_KEY_FILE_IS_MADE = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Argon2 takes 0.3 s, as it should
MAZALIM_LEAST_SECONDS = 0  # tests type quicker than people
MAZALIM_SECOND_FACTOR = frozenset()  # the tests of sign-in ask for it themselves
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # In a file, because the live server and the tests of locks need several connections; not forced to the disk at every commit.
    _database["TEST"] = {"NAME": MAZALIM_DATA_DIR / "test.sqlite3"}
    _database["OPTIONS"] = {
        **_database["OPTIONS"],
        "init_command": _database["OPTIONS"]["init_command"].replace("synchronous=FULL", "synchronous=OFF"),
    }
else:
    _database["OPTIONS"] = {**_database["OPTIONS"], "pool": {"min_size": 0, "max_size": 8, "timeout": 10}}

# The demonstration's room can be entered in tests, though everything else behaves as in production.
if find_spec("mazalim.demo") and "mazalim.demo" not in INSTALLED_APPS and find_spec("mazalim.demo.apps"):
    INSTALLED_APPS = [*INSTALLED_APPS, "mazalim.demo"]
ROOT_URLCONF = "tests.urls"
