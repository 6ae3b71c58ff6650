# SPDX-License-Identifier: Apache-2.0
"""Which settings does this process run with? The zone named by MADOGUCHI_ZONE decides."""

import os

_zone = os.environ.get("MADOGUCHI_ZONE", "portal")

if _zone == "portal":
    from madoguchi.config.settings.portal import *  # noqa: F403
elif _zone == "office":
    from madoguchi.config.settings.office import *  # noqa: F403
elif _zone == "core":
    from madoguchi.config.settings.core import *  # noqa: F403
else:
    raise RuntimeError(f"MADOGUCHI_ZONE must be portal, office or core, not {_zone!r}")
