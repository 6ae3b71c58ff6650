# SPDX-License-Identifier: Apache-2.0
"""What holds in every zone: language, time, security headers, passwords, logging."""

from pathlib import Path
from typing import Any

from madoguchi.config.settings.environment import PROJECT_ROOT, read, read_flag, read_list
from madoguchi.config.settings.logs import logging_of
from madoguchi.config.settings.transport import is_here, mail_over_tls, over_tls

DEBUG = read_flag("MADOGUCHI_DEBUG")
DEMO = read_flag("MADOGUCHI_DEMO")
ALLOWED_HOSTS = read_list("MADOGUCHI_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = read_list("MADOGUCHI_ORIGINS")
TLS = read_flag("MADOGUCHI_TLS")

PACKS_ROOT = Path(read("MADOGUCHI_PACKS_ROOT") or PROJECT_ROOT / "packs")
PACKS = read_list("MADOGUCHI_PACKS", "base,todai")

FONT_PATHS = [
    PROJECT_ROOT / "src" / "madoguchi" / "platform" / "screens" / "built" / "fonts",
    *(Path(path) for path in read_list("MADOGUCHI_FONTS", "/usr/share/fonts/truetype")),
]
"""Where letters find their fonts: those built from npm, then those of the system."""

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "madoguchi.platform.screens.context.page",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": ["madoguchi.platform.screens.templatetags.madoguchi"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
STATIC_URL = "/static/"
STATICFILES_STORAGE_BACKEND = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG or read_flag("MADOGUCHI_TESTING")
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATICFILES_STORAGE_BACKEND},
}

PASSWORD_HASHERS = ["madoguchi.platform.identity.passwords.PairedArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "display_name", "email")},
    },
    {
        "NAME": "madoguchi.platform.identity.own_words.OwnWords",
        "OPTIONS": {"words": PACKS},
    },
    {
        "NAME": "madoguchi.platform.identity.breached.Breached",
        "OPTIONS": {"path": read("MADOGUCHI_BREACHED_PASSWORDS")},
    },
]
AUTH_USER_MODEL = "identity.User"

SESSION_ENGINE = "madoguchi.platform.identity.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "madoguchi.platform.screens.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SECURE_SSL_REDIRECT = TLS and read_flag("MADOGUCHI_TLS_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
"""A balancer on the same host asks; the answer tells nothing of anybody."""
SECURE_HSTS_SECONDS = int(read("MADOGUCHI_HSTS_SECONDS", "31536000")) if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = TLS and read_flag("MADOGUCHI_HSTS_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = TLS and read_flag("MADOGUCHI_HSTS_PRELOAD", default=True)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if read_flag("MADOGUCHI_BEHIND_PROXY") else None
)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

STAFF_SECOND_FACTOR = read(
    "MADOGUCHI_SECOND_FACTOR",
    "offered" if DEMO or read_flag("MADOGUCHI_TESTING") else "required",
)
"""``none``, ``offered`` or ``required`` of all staff. A real city requires it unless told."""
STAFF_SECOND_FACTOR_ROLES = dict(
    rule.split("=", 1) for rule in read_list("MADOGUCHI_SECOND_FACTOR_ROLES")
)
"""``administrator=required,…``: stricter for a role; the strictest of all rules holds."""
STAFF_SESSION_HOURS = int(read("MADOGUCHI_SESSION_HOURS", "8"))
STAFF_SESSION_PAUSE_MINUTES = int(read("MADOGUCHI_SESSION_PAUSE_MINUTES", "30"))

CACHES = {"default": {"BACKEND": "madoguchi.platform.guard.cache.SharedCache"}}
"""Limits of the libraries that count in the cache hold for all processes of a zone."""

TASKS = {
    "default": {
        "BACKEND": "madoguchi.platform.jobs.backend.DatabaseBackend",
        "QUEUES": [],
    }
}

BACKUP_FOLDER = read("MADOGUCHI_BACKUPS")
"""Where backups and the register of destructions go; empty: ``backups`` in the zone's home."""
BACKUP_GENERATIONS = int(read("MADOGUCHI_BACKUP_GENERATIONS", "2"))
"""So many of the newest backups can be restored without losing an acknowledged application."""
KEY_DAYS = int(read("MADOGUCHI_KEY_DAYS", "730"))
"""How many days a new key may be used; 0: for ever."""
AUDIT_ORIGIN = read("MADOGUCHI_AUDIT_ORIGIN")
AUDIT_WITNESSES = read_list("MADOGUCHI_AUDIT_WITNESSES")
AUDIT_WITNESS_URLS = [
    over_tls("MADOGUCHI_AUDIT_WITNESS_URLS", url)
    for url in read_list("MADOGUCHI_AUDIT_WITNESS_URLS")
]
AUDIT_COSIGNATURES = int(read("MADOGUCHI_AUDIT_COSIGNATURES", "0"))
AUDIT_TSA_URL = read("MADOGUCHI_AUDIT_TSA_URL")
AUDIT_TSA_ROOT = read("MADOGUCHI_AUDIT_TSA_ROOT")
AUDIT_CLOSE_AFTER = int(
    read("MADOGUCHI_AUDIT_CLOSE_AFTER", "0" if read_flag("MADOGUCHI_TESTING") else "86400")
)
"""Seconds after which a log that nobody proves stops the work; 0 for never (as in tests)."""

EMAIL_HOST = read("MADOGUCHI_SMTP_HOST")
EMAIL_PORT = int(read("MADOGUCHI_SMTP_PORT", "25"))
EMAIL_HOST_USER = read("MADOGUCHI_SMTP_USER")
EMAIL_HOST_PASSWORD = read("MADOGUCHI_SMTP_PASSWORD")
EMAIL_USE_TLS = mail_over_tls(
    EMAIL_HOST, wanted=read_flag("MADOGUCHI_SMTP_TLS", default=not is_here(EMAIL_HOST))
)
DEFAULT_FROM_EMAIL = read("MADOGUCHI_MAIL_FROM", "madoguchi@localhost")

LOGGING = logging_of(
    level=read("MADOGUCHI_LOG_LEVEL", "INFO"),
    collector=read("MADOGUCHI_LOG_COLLECTOR"),
    authorities=read("MADOGUCHI_LOG_COLLECTOR_CA"),
)
"""Lines go to standard error and, over TLS, to the city's collector where one is named."""

COMMON_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "madoguchi.platform.crypto",
    "madoguchi.platform.audit",
    "madoguchi.platform.organisation",
    "madoguchi.platform.screens",
    "madoguchi.platform.files",
    "madoguchi.platform.jobs",
    "madoguchi.platform.guard",
    "madoguchi.platform.identity",
    "madoguchi.platform.zones",
    "madoguchi.platform.backup",
    "madoguchi.platform.oversight",
    "madoguchi.connectors.audit_witness",
    "madoguchi.connectors.timestamp_rfc3161",
    "madoguchi.journeys",
]
FIRST_MIDDLEWARE = [
    "madoguchi.platform.screens.transport.TlsForPrograms",
    "django.middleware.security.SecurityMiddleware",
    "madoguchi.platform.screens.cookies.PrefixedCookies",
    "madoguchi.platform.screens.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "madoguchi.platform.screens.middleware.Maintenance",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "madoguchi.platform.screens.middleware.ReaderLanguage",
    "django.middleware.common.CommonMiddleware",
    "madoguchi.platform.screens.middleware.Refusals",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "madoguchi.platform.identity.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
WSGI_APPLICATION = "madoguchi.config.wsgi.application"
