# SPDX-License-Identifier: Apache-2.0
"""The portal zone (インターネット接続系): citizen web; holds no readable application."""

from madoguchi.config.settings.database import databases
from madoguchi.config.settings.environment import read, secret_key, zone_home
from madoguchi.config.settings.messages import *  # noqa: F403
from madoguchi.config.settings.shared import *  # noqa: F403
from madoguchi.config.settings.shared import COMMON_APPS, FIRST_MIDDLEWARE
from madoguchi.config.settings.transport import over_tls
from madoguchi.platform.identity.allauth_settings import *  # noqa: F403

ZONE = "portal"
HOME = zone_home(ZONE)
SECRET_KEY = secret_key(HOME)
DATABASES = databases(ZONE, HOME)
STATIC_ROOT = HOME / "static"
SESSION_COOKIE_NAME = "portal_session"
CSRF_COOKIE_NAME = "portal_csrf"
ROOT_URLCONF = "madoguchi.config.urls.portal"
PORTAL_URL = over_tls("MADOGUCHI_PORTAL_URL", read("MADOGUCHI_PORTAL_URL", "http://127.0.0.1:8000"))
FILE_UPLOAD_HANDLERS = ["madoguchi.platform.files.uploads.SealingUploadHandler"]

INSTALLED_APPS = [
    *COMMON_APPS,
    "allauth",
    "allauth.account",
    "madoguchi.connectors.doors",
    "madoguchi.connectors.gateway",
    "madoguchi.connectors.letters",
    "madoguchi.connectors.line",
    "madoguchi.connectors.mail",
    "madoguchi.connectors.sms",
    "madoguchi.connectors.webpush",
    "madoguchi.engines.booking",
    "madoguchi.engines.messaging",
    "madoguchi.engines.payments",
    "madoguchi.engines.procedures",
    "madoguchi.engines.queue",
    "madoguchi.faces.portal",
]
MIDDLEWARE = [
    *FIRST_MIDDLEWARE,
    "madoguchi.platform.identity.citizens.cookie.VaultCookie",
    "allauth.account.middleware.AccountMiddleware",
]
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if read("MADOGUCHI_SMTP_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = HOME / "mail"

CARD_PROVIDER = over_tls("MADOGUCHI_CARD_PROVIDER", read("MADOGUCHI_CARD_PROVIDER"))
"""Base address of デジタル認証アプリ (or its twin); empty: people prove themselves at the counter."""
CARD_CLIENT_ID = read("MADOGUCHI_CARD_CLIENT_ID", "madoguchi")
CARD_PROVER = None
if CARD_PROVIDER:
    from madoguchi.connectors.oidc_jpki.from_settings import make_prover

    CARD_PROVER = make_prover

GBIZID_PROVIDER = over_tls("MADOGUCHI_GBIZID_PROVIDER", read("MADOGUCHI_GBIZID_PROVIDER"))
"""Base address of GビズID (or its twin); empty: corporations prove themselves at the counter."""
GBIZID_CLIENT_ID = read("MADOGUCHI_GBIZID_CLIENT_ID", "madoguchi")
GBIZID_CLIENT_SECRET = read("MADOGUCHI_GBIZID_CLIENT_SECRET")
CORPORATE_PROVER = None
if GBIZID_PROVIDER:
    from madoguchi.connectors.oidc_gbizid.from_settings import make_prover as make_corporate_prover

    CORPORATE_PROVER = make_corporate_prover

DOORS = read("MADOGUCHI_DOORS")
"""``host:port`` of the controller of doors; empty: bookings have no door codes."""
DOORS_SECRET = read("MADOGUCHI_DOORS_SECRET")

PAYMENT_GATEWAY = over_tls("MADOGUCHI_PAYMENT_GATEWAY", read("MADOGUCHI_PAYMENT_GATEWAY"))
"""Base address of the payment provider; empty: dues are paid by slip and at the counter."""
PAYMENT_GATEWAY_SECRET = read("MADOGUCHI_PAYMENT_GATEWAY_SECRET")
PAYMENT_GATEWAY_PAGES = over_tls(
    "MADOGUCHI_PAYMENT_GATEWAY_PAGES", read("MADOGUCHI_PAYMENT_GATEWAY_PAGES", PAYMENT_GATEWAY)
)
"""Base address of the pages on which people pay, where it is not the provider's own."""
PAYMENT_EXPIRES_SECONDS = int(read("MADOGUCHI_PAYMENT_EXPIRES", "5400"))
"""So long a payer has to finish at the provider."""
MESSAGING_APPROVAL_FROM = int(read("MADOGUCHI_MESSAGING_APPROVAL_FROM", "100"))
"""From how many people on a notice goes out only when a second person has approved it."""
