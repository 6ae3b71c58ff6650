# SPDX-License-Identifier: Apache-2.0
"""The core zone (マイナンバー利用事務系): settings and keys; its engines come later."""

from madoguchi.config.settings.database import databases
from madoguchi.config.settings.environment import secret_key, zone_home
from madoguchi.config.settings.shared import *  # noqa: F403
from madoguchi.config.settings.shared import COMMON_APPS, FIRST_MIDDLEWARE

ZONE = "core"
HOME = zone_home(ZONE)
SECRET_KEY = secret_key(HOME)
DATABASES = databases(ZONE, HOME)
STATIC_ROOT = HOME / "static"
SESSION_COOKIE_NAME = "core_session"
CSRF_COOKIE_NAME = "core_csrf"
ROOT_URLCONF = "madoguchi.config.urls.core"
LOGIN_URL = "/sign-in/"

INSTALLED_APPS = [*COMMON_APPS]
MIDDLEWARE = [*FIRST_MIDDLEWARE]
