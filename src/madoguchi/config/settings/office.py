# SPDX-License-Identifier: Apache-2.0
"""The office zone (LGWAN接続系): staff web, cases, records; accepts nothing inbound."""

from madoguchi.config.settings.database import databases
from madoguchi.config.settings.environment import read, read_flag, secret_key, zone_home
from madoguchi.config.settings.shared import *  # noqa: F403
from madoguchi.config.settings.shared import COMMON_APPS, FIRST_MIDDLEWARE
from madoguchi.config.settings.transport import here_alone, over_tls

ZONE = "office"
HOME = zone_home(ZONE)
SECRET_KEY = secret_key(HOME)
DATABASES = databases(ZONE, HOME)
STATIC_ROOT = HOME / "static"
SESSION_COOKIE_NAME = "office_session"
CSRF_COOKIE_NAME = "office_csrf"
SESSION_COOKIE_AGE = 8 * 60 * 60
ROOT_URLCONF = "madoguchi.config.urls.office"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
PORTAL_URL = over_tls("MADOGUCHI_PORTAL_URL", read("MADOGUCHI_PORTAL_URL", "http://127.0.0.1:8000"))

INSTALLED_APPS = [
    *COMMON_APPS,
    "madoguchi.connectors.clamd",
    "madoguchi.connectors.jpki_certificates",
    "madoguchi.engines.cases",
    "madoguchi.faces.desk",
]
AUTHENTICATION_BACKENDS = ["madoguchi.platform.identity.staff.backend.StaffBackend"]
MIDDLEWARE = [*FIRST_MIDDLEWARE, "madoguchi.platform.identity.staff.session.StaffSession"]
JPKI_ISSUERS = read("MADOGUCHI_JPKI_ISSUERS")
"""File (PEM) with the issuers of signature certificates; empty: no signature can be confirmed."""
JPKI_OCSP_URL = read("MADOGUCHI_JPKI_OCSP_URL")
JPKI_CRL = read("MADOGUCHI_JPKI_CRL")
JPKI_TEST_CARDS = read_flag("MADOGUCHI_JPKI_TEST_CARDS")

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if read("MADOGUCHI_SMTP_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = HOME / "mail"
CLAMD = here_alone("MADOGUCHI_CLAMD", read("MADOGUCHI_CLAMD"))
NAME_READERS = read_flag("MADOGUCHI_NAME_READERS")
"""Whether applicants are told the names of staff who read their application; section and post if not."""
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

CARD_PROVIDER = over_tls("MADOGUCHI_CARD_PROVIDER", read("MADOGUCHI_CARD_PROVIDER"))
"""Base address of デジタル認証アプリ: whose evidence for a new key the office checks, never asked."""
CARD_CLIENT_ID = read("MADOGUCHI_CARD_CLIENT_ID", "madoguchi")
CARD_KEYS = read("MADOGUCHI_CARD_KEYS") or str(HOME / "card" / "provider-keys.json")
"""The provider's public keys (JWKS), brought in by the operator: the office asks no one outside."""
KEY_CHANGE_BY_CARD = read_flag("MADOGUCHI_KEY_CHANGE_BY_CARD")
"""Whether the applicant's own card, checked here, settles a new key without a clerk."""
CARD_EVIDENCE = None
if CARD_PROVIDER:
    from madoguchi.connectors.oidc_jpki.from_settings import make_evidence_checker

    CARD_EVIDENCE = make_evidence_checker
