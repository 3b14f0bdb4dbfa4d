"""Every setting of Mazalim, in one file. Each environment variable is explained in docs/running/settings.md."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
import django_stubs_ext
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.env import Environment
from config.logs import logs
from config.outside import cache_url, replicas

django_stubs_ext.monkeypatch()
env = Environment()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- What kind of installation this is -------------------------------------------------
DEBUG = env.flag("MAZALIM_DEBUG")
MAZALIM_DEMO = env.flag("MAZALIM_DEMO")
MAZALIM_DATA_DIR = env.folder("MAZALIM_DATA_DIR", BASE_DIR / "var")
MAZALIM_PROFILE = env.text("MAZALIM_PROFILE", "kurdistan")
MAZALIM_ORIGIN = env.text("MAZALIM_ORIGIN", f"http://127.0.0.1:{env.number('MAZALIM_PORT', 8000, least=1)}").rstrip("/")
_origin = urlsplit(MAZALIM_ORIGIN)
if _origin.scheme not in {"http", "https"} or not _origin.hostname:
    raise ImproperlyConfigured(f"MAZALIM_ORIGIN must be an address such as https://complaints.example, not {MAZALIM_ORIGIN!r}.")
# Plain http is possible only in the demonstration and while developing; every page of the demonstration says so.
PLAIN_HTTP = _origin.scheme == "http" and (MAZALIM_DEMO or DEBUG or _origin.hostname in {"127.0.0.1", "localhost"})
if _origin.scheme == "http" and not PLAIN_HTTP:
    raise ImproperlyConfigured("MAZALIM_ORIGIN must begin with https://: personal data never travels in clear.")
_is_local = _origin.hostname in {"127.0.0.1", "localhost"}
ALLOWED_HOSTS = env.words("MAZALIM_HOSTS", "127.0.0.1,localhost" if _is_local else _origin.hostname)
_is_embedded = not env.text("DATABASE_URL")


def _kept_secret(name: str, file: str) -> str:
    """The secret of the environment or, for the embedded default and the demonstration, one made on first run and kept beside the data."""
    if value := env.text(name):
        if len(value) < 32:
            raise ImproperlyConfigured(f"{name} must have 32 characters or more.")
        return value
    if not (_is_embedded or MAZALIM_DEMO or DEBUG):
        raise ImproperlyConfigured(f"{name} is not set. Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'")
    path = MAZALIM_DATA_DIR / file
    if not path.exists():
        draft = path.with_name(f".{file}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)  # whole or not at all: another process of the same start may be quicker, or may read it this very moment
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


SECRET_KEY = _kept_secret("MAZALIM_SECRET_KEY", "secret.key")
MAZALIM_KEY_FILE = Path(env.text("MAZALIM_KEY_FILE", str(MAZALIM_DATA_DIR / "keys.json")))
MAZALIM_KEY_FILE_IS_MADE = _is_embedded or MAZALIM_DEMO or DEBUG
# Receipts are signed by the web processes, seals by the worker alone; the public keys and the copy of the seals stand outside the database.
MAZALIM_RECEIPT_KEY_FILE = Path(env.text("MAZALIM_RECEIPT_KEY_FILE", str(MAZALIM_DATA_DIR / "receipt_key.pem")))
MAZALIM_SEAL_KEY_FILE = Path(env.text("MAZALIM_SEAL_KEY_FILE", str(MAZALIM_DATA_DIR / "seal_key.pem")))
MAZALIM_PUBLIC_KEYS_FILE = Path(env.text("MAZALIM_PUBLIC_KEYS_FILE", str(MAZALIM_DATA_DIR / "public_keys.pem")))
MAZALIM_SEALS_FILE = Path(env.text("MAZALIM_SEALS_FILE", str(MAZALIM_DATA_DIR / "seals.jsonl")))

# --- Applications and middleware -----------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "treebeard",
    "mazalim.web",
    "mazalim.country",
    "mazalim.work",
    "mazalim.notices",
    "mazalim.verification",
    "mazalim.directory",
    "mazalim.accounts",
    "mazalim.evidence",
    "mazalim.complainants",
    "mazalim.complaints",
    "mazalim.figures",
    "mazalim.proof",
    "mazalim.proof.receipts",
    "mazalim.journey.routing",
    "mazalim.journey.intake",
    "mazalim.journey.casework",
    "mazalim.journey.replies",
    "mazalim.journey.tracking",
    "mazalim.journey.satisfaction",
    "mazalim.journey.appeals",
    "mazalim.journey.workbench",
    "mazalim.journey.statistics",
    "mazalim.journey.supervision",
    "mazalim.journey.systemic",
    "mazalim.administration",
    "mazalim.pages",
    "mazalim.api",
    "mazalim.worker",
    "mazalim.keeping",
    "mazalim.importing",
    *(["mazalim.demo"] if MAZALIM_DEMO else []),
]
MIDDLEWARE = [
    "mazalim.web.middleware.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "mazalim.country.middleware.CountryMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "mazalim.country.middleware.NoLargerThanAllowed",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mazalim.accounts.middleware.SessionTimes",
    "mazalim.accounts.middleware.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "config.urls"
PAGES_URLCONF = "config.pages"
FORM_RENDERER = "mazalim.web.forms.Renderer"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "mazalim.country.context.country",
                "mazalim.accounts.context.standing",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "mazalim.web.templatetags.texts",
                "mazalim.web.templatetags.fields",
                "mazalim.web.templatetags.frame",
                "mazalim.web.templatetags.kept",
            ],
        },
    }
]

# --- What monitors may read: off unless one of the two is set ----------------------------
MAZALIM_METRICS_TOKEN = env.text("MAZALIM_METRICS_TOKEN")
if MAZALIM_METRICS_TOKEN and len(MAZALIM_METRICS_TOKEN) < 20:
    raise ImproperlyConfigured("MAZALIM_METRICS_TOKEN must have 20 characters or more.")
MAZALIM_METRICS_LOCAL = env.flag("MAZALIM_METRICS_LOCAL")
if MAZALIM_METRICS_TOKEN or MAZALIM_METRICS_LOCAL:
    MIDDLEWARE.insert(0, "mazalim.keeping.middleware.Measured")
    # Each process counts in a file of its own, and whichever is asked adds them up. The library reads this when it is loaded.
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(env.folder("MAZALIM_METRICS_DIR", MAZALIM_DATA_DIR / "metrics")))

# --- Database ----------------------------------------------------------------------------
_sqlite = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": MAZALIM_DATA_DIR / "mazalim.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    },
}
if _is_embedded:
    # Made here, because SQLite would let everybody on the machine read it; what it writes beside it gets the same rights.
    Path(_sqlite["NAME"]).touch(mode=0o600)  # type: ignore[arg-type]
if not _is_embedded and urlsplit(env.text("DATABASE_URL")).scheme not in {"postgresql", "postgres", "sqlite"}:
    raise ImproperlyConfigured("DATABASE_URL must be of the form postgresql://user:password@host:5432/name.")
try:
    _database: dict[str, Any] = (
        dict(_sqlite) if _is_embedded else dict(dj_database_url.parse(env.text("DATABASE_URL"), conn_health_checks=True))
    )
except (ValueError, KeyError) as error:
    raise ImproperlyConfigured("DATABASE_URL must be of the form postgresql://user:password@host:5432/name.") from error
# Whether the database is asked through a pooler that lends a session for one transaction alone, as PgBouncer does in transaction mode.
MAZALIM_DATABASE_POOLER = env.text("MAZALIM_DATABASE_POOLER", "none")
if MAZALIM_DATABASE_POOLER not in {"none", "transaction"}:
    raise ImproperlyConfigured(f"MAZALIM_DATABASE_POOLER must be none or transaction, not {MAZALIM_DATABASE_POOLER!r}.")
MAZALIM_STANDBY_SECONDS = env.number("MAZALIM_STANDBY_SECONDS", 10)
if _database["ENGINE"] == "django.db.backends.postgresql":
    _database["ENGINE"] = "mazalim.common.database.postgresql"
    _database["DISABLE_SERVER_SIDE_CURSORS"] = MAZALIM_DATABASE_POOLER == "transaction"
    # Django puts values into statements on this side, so nothing is prepared on the server's, where another session would not know it.
    _database.setdefault("OPTIONS", {}).setdefault("prepare_threshold", None)
    _database["OPTIONS"].setdefault("application_name", "mazalim")
    _database["OPTIONS"].setdefault("connect_timeout", 10)
    _database["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": env.number("MAZALIM_DATABASE_CONNECTIONS", 16, least=1),
        "timeout": 10,
        # The pool waits twice as long after each try: after 35 seconds without a server it was 24 seconds late to see the new one. So it begins anew.
        "reconnect_timeout": 3,
    }
elif not _is_embedded:
    _database = {**_sqlite, "NAME": _database["NAME"]}
_replicas = replicas(env, _database, is_pooled=MAZALIM_DATABASE_POOLER == "transaction")
DATABASES = {"default": _database, **_replicas}
# Copies that public figures and officers' lists may read, as long as they are no more than so many seconds behind; see mazalim/work/replicas.
MAZALIM_REPLICAS = tuple(_replicas)
MAZALIM_REPLICA_LAG = env.number("MAZALIM_REPLICA_LAG", 10, least=1)
if MAZALIM_REPLICA_LAG > 300:
    raise ImproperlyConfigured("MAZALIM_REPLICA_LAG must be 300 seconds or less.")
if MAZALIM_REPLICAS:
    DATABASE_ROUTERS = ["mazalim.work.replicas.router.Router"]
    MIDDLEWARE.insert(MIDDLEWARE.index("django.contrib.sessions.middleware.SessionMiddleware"), "mazalim.work.middleware.ReadOwnWrites")
# Everybody at work in a process may hold one connection, so that by default nobody waits for one. 64 threads less those that turn others away.
MAZALIM_MOST_AT_ONCE = env.number("MAZALIM_MOST_AT_ONCE", min(40, env.number("MAZALIM_DATABASE_CONNECTIONS", 16, least=1)))
if MAZALIM_MOST_AT_ONCE > 48:
    raise ImproperlyConfigured(
        "MAZALIM_MOST_AT_ONCE must be 48 or less: a process has 64 threads, and some must be free to turn others away."
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Languages and time ---------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("ckb", "کوردی"), ("ar", "العربية"), ("fr", "Français"), ("en", "English")]
LANGUAGES_BIDI = ["ar", "ckb"]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"  # the country's zone comes from its profile

# --- Sessions, cookies and headers --------------------------------------------------------
_prefix = "" if PLAIN_HTTP else "__Host-"
SESSION_ENGINE = "mazalim.common.database.sessions"
SESSION_COOKIE_NAME = f"{_prefix}mazalim"
CSRF_COOKIE_NAME = f"{_prefix}mazalim_csrf"
WRITTEN_COOKIE_NAME = f"{_prefix}mazalim_written"
LANGUAGE_COOKIE_NAME = "mazalim_language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_TRUSTED_ORIGINS = [MAZALIM_ORIGIN]
CSRF_FAILURE_VIEW = "mazalim.web.views.form_expired"
SECURE_CONTENT_TYPE_NOSNIFF = True
# Other sites learn nothing. "no-referrer" would make browsers send our own forms with "Origin: null", which the CSRF check refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not PLAIN_HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("MAZALIM_BEHIND_PROXY") else None
MAZALIM_BEHIND_PROXY = env.flag("MAZALIM_BEHIND_PROXY")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Officers' accounts --------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Officer"
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "workbench:my_work"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
PASSWORD_HASHERS = ["mazalim.accounts.rules.passwords.Argon2id"]  # a password hashed with other costs is hashed anew at the next sign-in
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "mazalim.accounts.rules.passwords.NotBreached"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_RESET_TIMEOUT = 72 * 60 * 60  # of the link in an invitation
DEVICE_COOKIE_NAME = f"{_prefix}mazalim_device"
# Which roles must show a second step. The demonstration asks nobody, so that everybody can look round in it.
_roles = frozenset({"officer", "supervisor", "central_officer", "counter_officer", "auditor", "administrator"})
_asked = frozenset(env.words("MAZALIM_SECOND_FACTOR", "none" if MAZALIM_DEMO else "all"))
if not (_asked in ({"all"}, {"none"}) or _asked <= _roles):
    raise ImproperlyConfigured(f"MAZALIM_SECOND_FACTOR must be all, none, or a list of the roles {', '.join(sorted(_roles))}.")
MAZALIM_SECOND_FACTOR = _roles if _asked == {"all"} else _asked - {"none"}
MAZALIM_OIDC_URL = env.text("MAZALIM_OIDC_URL").rstrip("/")
MAZALIM_OIDC_CLIENT_ID = env.text("MAZALIM_OIDC_CLIENT_ID")
MAZALIM_OIDC_CLIENT_SECRET = env.text("MAZALIM_OIDC_CLIENT_SECRET")
MAZALIM_OIDC_FACTOR = frozenset(env.words("MAZALIM_OIDC_FACTOR", "mfa"))
if MAZALIM_OIDC_URL and (urlsplit(MAZALIM_OIDC_URL).scheme not in ({"https", "http"} if PLAIN_HTTP else {"https"})):
    raise ImproperlyConfigured("MAZALIM_OIDC_URL must be the https:// address of an OpenID Connect issuer.")
if MAZALIM_OIDC_URL and not MAZALIM_OIDC_CLIENT_ID:
    raise ImproperlyConfigured("MAZALIM_OIDC_CLIENT_ID must be set where MAZALIM_OIDC_URL is.")

# --- Static files ---------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.folder("MAZALIM_STATIC_DIR", BASE_DIR / "staticfiles")
STORAGES = {
    "default": env.storage("MAZALIM_STORAGE_URL", MAZALIM_DATA_DIR / "files"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31_536_000

# --- Files that people send: the scanner, and what becomes of a file in which it finds something ---
MAZALIM_CLAMD_URL = env.text("MAZALIM_CLAMD_URL")
_clamd = urlsplit(MAZALIM_CLAMD_URL)
if MAZALIM_CLAMD_URL and not ((_clamd.scheme == "unix" and _clamd.path) or (_clamd.scheme == "tcp" and _clamd.hostname)):
    raise ImproperlyConfigured("MAZALIM_CLAMD_URL must be of the form unix:/run/clamav/clamd.ctl or tcp://host:3310.")
MAZALIM_INFECTED_FILES = env.text("MAZALIM_INFECTED_FILES", "keep")
if MAZALIM_INFECTED_FILES not in {"keep", "destroy"}:
    raise ImproperlyConfigured(f"MAZALIM_INFECTED_FILES must be keep or destroy, not {MAZALIM_INFECTED_FILES!r}.")

# --- Uploads: whatever is larger than a megabyte goes to disk while it arrives --------------
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
DATA_UPLOAD_MAX_NUMBER_FILES = 100  # so that who chooses too many is told by the form, in words
FILE_UPLOAD_TEMP_DIR = env.folder("MAZALIM_TEMP_DIR", MAZALIM_DATA_DIR / "incoming")

# --- Mail and SMS -------------------------------------------------------------------------
_mail = urlsplit(env.text("MAZALIM_EMAIL_URL"))
if any(_mail) and (_mail.scheme not in {"smtp", "smtps"} or not _mail.hostname):
    raise ImproperlyConfigured("MAZALIM_EMAIL_URL must be of the form smtp://user:password@host:587?tls=1 or smtps://host:465.")
MAZALIM_EMAIL_IS_CONFIGURED = bool(_mail.scheme)
EMAIL_HOST = _mail.hostname or "127.0.0.1"
EMAIL_PORT = _mail.port or (465 if _mail.scheme == "smtps" else 25)
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_USE_TLS = parse_qs(_mail.query).get("tls") == ["1"]
EMAIL_TIMEOUT = 15
EMAIL_BACKEND = "mazalim.demo.post.KeepingEmailBackend" if MAZALIM_DEMO else "django.core.mail.backends.smtp.EmailBackend"
DEFAULT_FROM_EMAIL = env.text("MAZALIM_EMAIL_FROM", f"Mazalim <no-reply@{_origin.hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAZALIM_SMS_URL = env.text("MAZALIM_SMS_URL")
if MAZALIM_SMS_URL and urlsplit(MAZALIM_SMS_URL).scheme not in {"http", "https"}:
    raise ImproperlyConfigured("MAZALIM_SMS_URL must be the http(s) address of a gateway that takes JSON.")
MAZALIM_SMS_TOKEN = env.text("MAZALIM_SMS_TOKEN")
MAZALIM_SMS_SENDER = "mazalim.demo.post.KeepingSmsSender" if MAZALIM_DEMO else "mazalim.notices.sms.GatewaySender"

# --- Limits: name -> (how many, in how many seconds). docs/running/settings.md says what each holds back ---------
MAZALIM_LIMITS = env.limits(
    "MAZALIM_LIMITS",
    {
        "drafts_per_network": (60, 3600),
        "resumes_per_network": (120, 3600),
        "codes_per_contact_hour": (3, 3600),
        "codes_per_contact_day": (6, 86_400),
        "codes_per_contact_hour_everywhere": (12, 3600),
        "codes_per_contact_day_everywhere": (24, 86_400),
        "sms_per_prefix_hour": (300, 3600),
        "sms_per_day": (20_000, 86_400),
        "sms_cost_per_day": (60_000, 86_400),
        "tracking_failures_per_code": (5, 86_400),
        "tracking_failures_per_network": (300, 3600),
        "tracking_failures_everywhere": (20_000, 3600),
        "lost_codes_per_network": (60, 3600),
        "sign_in_failures_per_account": (10, 900),
        "sign_in_failures_per_network": (100, 900),
        "sign_in_failures_per_device": (10, 900),
        "sign_in_failures_per_account_everywhere": (100, 3600),
        "sign_in_tries_under_attack": (2, 900),
        "second_step_failures_per_account": (10, 900),
        "second_step_failures_per_account_everywhere": (50, 86_400),
        "second_step_warnings_per_account": (1, 86_400),
        "service_key_failures_per_network": (60, 900),
        "messages_per_complaint": (30, 86_400),
        "exports_per_officer": (30, 3600),
        "archives_per_complaint": (10, 86_400),
        "disposal_reminders": (1, 2_592_000),
        "receipts_checked_per_network": (120, 3600),
    },
)

# A form that comes back quicker than this was sent by a machine, and is asked for once more.
MAZALIM_LEAST_SECONDS = env.number("MAZALIM_LEAST_SECONDS", 0 if MAZALIM_DEMO else 2)

# --- Logs -------------------------------------------------------------------------------------
LOGGING = logs(env, is_for_developers=DEBUG or MAZALIM_DEMO)
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # frame-ancestors of the content security policy does what X-Frame-Options did
    "security.W008",  # the proxy that holds the certificate redirects to https
    "security.W021",  # HSTS preload is the operator's own decision
]

# --- What all machines share, and what a process keeps for itself --------------------------------
MAZALIM_CACHE_URL = cache_url(env)
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
