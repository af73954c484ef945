"""Settings of the register, read from the environment; the defaults are production's."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

_environment = environ.Env()
if (BASE_DIR / ".env").is_file():
    environ.Env.read_env(BASE_DIR / ".env")


def env_text(name: str, default: str) -> str:
    """Read a text from the environment."""
    return str(_environment.str(name, default=default)).strip()


def env_flag(name: str) -> bool:
    """Read a switch from the environment; what is not said is off."""
    text = env_text(name, "0").lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name}={text!r}: write 1 or 0.")


def env_list(name: str) -> list[str]:
    """Read a list, separated by commas, from the environment."""
    return [part.strip() for part in env_text(name, "").split(",") if part.strip()]


def env_number(name: str, default: int) -> int:
    """Read a whole number, at least 1, from the environment."""
    text = env_text(name, str(default)) or str(default)
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    raise ImproperlyConfigured(f"{name}={text!r}: write a whole number, 1 or more.")


def env_secret(name: str) -> str:
    """Read a secret from NAME, or from the file that NAME_FILE names."""
    path = env_text(f"{name}_FILE", "")
    if not path:
        return env_text(name, "")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE={path!r} cannot be read: {error.strerror}.") from error


# What kind of installation this is
TRAINING = env_flag("ORGREGS_TRAINING")
DEBUG = env_flag("ORGREGS_DEBUG")
INSECURE_HTTP = env_flag("ORGREGS_INSECURE_HTTP") or TRAINING
DATA_DIR = Path(env_text("ORGREGS_DATA_DIR", str(BASE_DIR / "data")))

# Commands run with DATABASE_URL alone, so a missing key becomes a random one for this process;
# a server with such a key is refused by orgregs.wsgi and by the system checks.
SECRET_KEY = env_secret("ORGREGS_SECRET_KEY")
HAS_OWN_SECRET_KEY = bool(SECRET_KEY)
SECRET_KEY = SECRET_KEY or secrets.token_urlsafe(64)

ALLOWED_HOSTS = env_list("ORGREGS_ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = env_list("ORGREGS_CSRF_TRUSTED_ORIGINS")

# The house
INSTALLED_APPS = [
    "orgregs",
    "quotas",
    "accounts",
    "agencies",
    "regulations",
    "localities",
    "import_export",
    "django_filters",
    "django_tables2",
    "simple_history",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]
MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",  # the outermost: what the others refuse has the header too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "orgregs.languages.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.SessionsSeen",
    "accounts.middleware.OwnPasswordFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "orgregs.incidents.Incidents",
]
ROOT_URLCONF = "orgregs.urls"
WSGI_APPLICATION = "orgregs.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "orgregs.home.frame",
            ],
        },
    }
]

# Database: SQLite embedded, PostgreSQL in production
SQLITE_NAME = "tap-huan.sqlite3" if TRAINING else "orgregs.sqlite3"


def _database(url: str) -> dict[str, Any]:
    """Turn DATABASE_URL into Django's dictionary, with what the ledger needs of each database."""
    if not url:
        DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        url = f"sqlite:///{DATA_DIR / SQLITE_NAME}"
    database: dict[str, Any] = environ.Env.db_url_config(url)
    if "sqlite" in database["ENGINE"]:
        # Writers queue instead of failing, and a power cut loses no booked decision.
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            # recursive_triggers: REPLACE would else delete a guarded row without its trigger.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            " PRAGMA recursive_triggers=ON;",
        }
    elif "postgresql" in database["ENGINE"]:
        database["CONN_MAX_AGE"] = 60
        database["CONN_HEALTH_CHECKS"] = True
    else:
        raise ImproperlyConfigured("DATABASE_URL: only sqlite:///… and postgres://… are supported.")
    return database


def _place(url: str) -> tuple[Any, ...]:
    """Return which database a URL names, whoever asks there."""
    named: dict[str, Any] = environ.Env.db_url_config(url) if url else {}
    return tuple(str(named.get(part, "")) for part in ("ENGINE", "HOST", "PORT", "NAME"))


# On PostgreSQL the tables may belong to another role than the one that serves: manage.py says which commands need it.
_url, _owner_url = env_text("DATABASE_URL", ""), env_text("DATABASE_OWNER_URL", "")
if _owner_url and _place(_owner_url) != _place(_url):
    raise ImproperlyConfigured(
        "DATABASE_OWNER_URL must name the same PostgreSQL database as DATABASE_URL, by another role."
    )
DATABASES = {"default": _database(_owner_url if _owner_url and os.environ.get("DATABASE_ROLE") == "owner" else _url)}
# Who may read and add, but not change what was booked; orgregs.foundation.guards grants it that.
DATABASE_APP_ROLE = str(environ.Env.db_url_config(_url).get("USER", "")) if _url else ""
if _owner_url and not DATABASE_APP_ROLE:
    raise ImproperlyConfigured("DATABASE_URL must name its role beside DATABASE_OWNER_URL: postgres://role@host/name.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Language, days and numbers
LANGUAGE_CODE = "vi"
# Each is named in itself. The choice is a cookie; without one, the first.
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["orgregs.formats"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.RegisterBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "accounts.passwords.NoEasyWords"},
]
# How long a password is good that somebody else gave out, on a printed slip.
ONE_TIME_PASSWORD_DAYS = env_number("ORGREGS_ONE_TIME_PASSWORD_DAYS", 30)
# Tries that may fail for one name from one address, names that may fail from one address, and within how long.
SIGN_IN_TRIES = env_number("ORGREGS_SIGN_IN_TRIES", 5)
SIGN_IN_NAMES = env_number("ORGREGS_SIGN_IN_NAMES", 10)
SIGN_IN_MINUTES = env_number("ORGREGS_SIGN_IN_MINUTES", 15)
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 8 * 60 * 60

# The wire: everything of this origin, nothing inline
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = not INSECURE_HTTP
CSRF_COOKIE_SECURE = not INSECURE_HTTP
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = not INSECURE_HTTP
CSRF_FAILURE_VIEW = "orgregs.incidents.form_from_elsewhere"
SECURE_SSL_REDIRECT = not INSECURE_HTTP
BEHIND_PROXY = env_flag("ORGREGS_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 0 if INSECURE_HTTP else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = not INSECURE_HTTP
SECURE_HSTS_PRELOAD = not INSECURE_HTTP

# Files
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Served from the apps' own folders, so that an office needs no collectstatic to start.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# No form takes more than one file; each is held in memory, where a hundred (the usual limit) would not fit.
DATA_UPLOAD_MAX_NUMBER_FILES = 2
# Scans of signed papers: beside the database, never below a folder that is served.
ATTACHMENTS_DIR = DATA_DIR / ("tap-huan-attachments" if TRAINING else "attachments")
# When `verify` and `backup` last ran, for the first pages.
CHORES_DIR = DATA_DIR / ("tap-huan-chores" if TRAINING else "chores")
SCAN_MOST_BYTES = 20_000_000
# Uploads stay in memory: what is refused, a secret paper above all, never lay in a folder of temporary files.
FILE_UPLOAD_HANDLERS = ["orgregs.foundation.uploads.KeptInMemory"]
FILE_UPLOAD_MAX_MEMORY_SIZE = SCAN_MOST_BYTES

# Import and export of lists in the admin
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = True

DJANGO_TABLES2_TEMPLATE = "parts/table.html"
FILTERS_EMPTY_CHOICE_LABEL = _("tất cả")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
