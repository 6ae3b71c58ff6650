# SPDX-License-Identifier: Apache-2.0
"""The office zone (LGWAN接続系): staff web, cases, records; accepts nothing inbound."""

from madoguchi.config.settings.database import databases
from madoguchi.config.settings.environment import read, secret_key, zone_home
from madoguchi.config.settings.shared import *  # noqa: F403
from madoguchi.config.settings.shared import COMMON_APPS, FIRST_MIDDLEWARE

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
PORTAL_URL = read("MADOGUCHI_PORTAL_URL", "http://127.0.0.1:8000")

INSTALLED_APPS = [
    *COMMON_APPS,
    "madoguchi.connectors.clamd",
    "madoguchi.engines.cases",
    "madoguchi.faces.desk",
]
AUTHENTICATION_BACKENDS = ["madoguchi.platform.identity.staff.backend.StaffBackend"]
MIDDLEWARE = [*FIRST_MIDDLEWARE, "madoguchi.platform.identity.staff.session.StaffSession"]
CLAMD = read("MADOGUCHI_CLAMD")
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
