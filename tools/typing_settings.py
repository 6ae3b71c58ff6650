# SPDX-License-Identifier: Apache-2.0
"""Which settings does the type checker see? All rooms of all zones at once; nothing runs so."""

import os
import tempfile

os.environ.setdefault("MADOGUCHI_HOME", os.path.join(tempfile.gettempdir(), "madoguchi-types"))  # noqa: PTH118
os.environ.setdefault("MADOGUCHI_TESTING", "1")

from madoguchi.config.settings.office import (
    CARD_KEYS,  # noqa: F401
    KEY_CHANGE_BY_CARD,  # noqa: F401
)
from madoguchi.config.settings.office import INSTALLED_APPS as OFFICE_APPS
from madoguchi.config.settings.portal import *  # noqa: F403
from madoguchi.config.settings.portal import INSTALLED_APPS as PORTAL_APPS

# Journeys have no tables, and wiring them needs one zone.
INSTALLED_APPS = [
    app for app in dict.fromkeys([*PORTAL_APPS, *OFFICE_APPS]) if app != "madoguchi.journeys"
]
