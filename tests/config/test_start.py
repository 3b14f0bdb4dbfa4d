"""A wrong setting stops the start with a sentence that names it; a right one does what docs/running/settings.md says."""

import json
import os
import subprocess
import sys

import pytest

from tests.architecture.house import ROOT

SAFE = {
    "MAZALIM_ORIGIN": "https://complaints.example",
    "MAZALIM_SECRET_KEY": "not-a-secret-" * 5,
    "DATABASE_URL": "postgresql://a:b@127.0.0.1:1/c",
}
PRINTED = """
import json
from config import settings
print(json.dumps({name: str(getattr(settings, name)) for name in dir(settings) if name.isupper()}))
"""


def start(tmp_path, code=PRINTED, **variables):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAZALIM_", "DATABASE_URL", "DJANGO_"))}
    folders = {"MAZALIM_DATA_DIR": str(tmp_path / "data"), "MAZALIM_STATIC_DIR": str(tmp_path / "static")}
    environment = {**clean, **folders, **variables}
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def settings_of(tmp_path, **variables):
    done = start(tmp_path, **variables)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAZALIM_ORIGIN", "complaints.example"),
        ("MAZALIM_ORIGIN", "http://complaints.example"),
        ("MAZALIM_PORT", "eighty"),
        ("MAZALIM_PORT", "0"),
        ("MAZALIM_DEBUG", "perhaps"),
        ("MAZALIM_SECRET_KEY", "short"),
        ("DATABASE_URL", "mysql2://nowhere"),
        ("DATABASE_URL", "no address"),
        ("MAZALIM_DATABASE_CONNECTIONS", "-1"),
        ("MAZALIM_DATABASE_POOLER", "session"),
        ("MAZALIM_MOST_AT_ONCE", "49"),
        ("MAZALIM_EMAIL_URL", "mail.example"),
        ("MAZALIM_SMS_URL", "ftp://sms.example"),
        ("MAZALIM_LIMITS", "sms_per_day=many"),
        ("MAZALIM_LIMITS", "unheard_of=1/1"),
        ("MAZALIM_DATA_DIR", "/proc/nowhere"),
        ("MAZALIM_LOG_LEVEL", "LOUD"),
        ("MAZALIM_LOG_FORMAT", "xml"),
        ("MAZALIM_SECURITY_LOG", "/proc/nowhere/security.log"),
        ("MAZALIM_LEAST_SECONDS", "soon"),
        ("MAZALIM_METRICS_TOKEN", "short"),
    ],
)
def test_a_wrong_value_stops_the_start_and_is_named(tmp_path, name, value):
    done = start(tmp_path, **{**SAFE, "MAZALIM_DATABASE_CONNECTIONS": "2", name: value})
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in last
    assert name in last


def test_a_server_database_demands_a_secret_key(tmp_path):
    done = start(tmp_path, **{**SAFE, "MAZALIM_SECRET_KEY": ""})
    assert "MAZALIM_SECRET_KEY is not set" in done.stderr


def test_the_embedded_default_makes_its_secret_once_for_its_owner_alone(tmp_path):
    first, second = settings_of(tmp_path), settings_of(tmp_path)
    assert len(first["SECRET_KEY"]) >= 32
    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert (tmp_path / "data" / "secret.key").stat().st_mode & 0o077 == 0
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


def test_production_is_closed_by_default(tmp_path):
    found = settings_of(tmp_path, **SAFE)
    assert found["DEBUG"] == "False"
    assert found["MAZALIM_DEMO"] == "False"
    assert found["SESSION_COOKIE_SECURE"] == "True"
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert found["SECURE_PROXY_SSL_HEADER"] == "None"
    assert "mazalim.demo" not in found["INSTALLED_APPS"]


def test_djangos_own_deployment_checks_find_nothing(tmp_path):
    keys = tmp_path / "data" / "keys.json"
    run = "from django.core.management import execute_from_command_line as run"
    code = f"{run}; run(['manage.py', 'make_keys', '{keys}']); run(['manage.py', 'check', '--deploy', '--fail-level', 'WARNING'])"
    done = start(tmp_path, code, **SAFE, MAZALIM_BEHIND_PROXY="1", DJANGO_SETTINGS_MODULE="config.settings")
    assert done.returncode == 0, done.stderr


def test_a_mail_server_is_read_from_its_address(tmp_path):
    found = settings_of(tmp_path, **SAFE, MAZALIM_EMAIL_URL="smtp://box:p%40ss@mail.example:587?tls=1")
    assert [found[f"EMAIL_{name}"] for name in ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS")] == [
        "mail.example",
        "587",
        "box",
        "p@ss",
        "True",
    ]


def test_a_limit_can_be_replaced_alone(tmp_path):
    found = settings_of(tmp_path, **SAFE, MAZALIM_LIMITS="sms_per_day=5/86400")["MAZALIM_LIMITS"]
    assert "'sms_per_day': (5, 86400)" in found
    assert "'drafts_per_network': (60, 3600)" in found


def test_an_installation_writes_json_and_a_security_log_that_is_its_owners_alone(tmp_path):
    file = tmp_path / "security.log"
    found = settings_of(tmp_path, **SAFE, MAZALIM_SECURITY_LOG=str(file))
    assert "'how': 'json'" in found["LOGGING"]
    assert found["MAZALIM_LEAST_SECONDS"] == "2"
    assert file.stat().st_mode & 0o077 == 0


def test_cookies_of_an_installation_are_bound_to_its_host_and_to_https(tmp_path):
    found = settings_of(tmp_path, **SAFE)
    assert (found["SESSION_COOKIE_NAME"], found["CSRF_COOKIE_NAME"]) == ("__Host-mazalim", "__Host-mazalim_csrf")
    for cookie in ("SESSION", "CSRF"):
        assert [found[f"{cookie}_COOKIE_{what}"] for what in ("SECURE", "HTTPONLY", "SAMESITE")] == ["True", "True", "Lax"]


def test_the_embedded_database_is_its_owners_alone_even_in_a_folder_that_others_may_enter(tmp_path):
    (tmp_path / "data").mkdir(mode=0o755)
    settings_of(tmp_path)
    assert (tmp_path / "data" / "mazalim.sqlite3").stat().st_mode & 0o077 == 0
