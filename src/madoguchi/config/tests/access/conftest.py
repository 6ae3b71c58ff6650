# SPDX-License-Identifier: Apache-2.0
"""Which of these tests belong to the zone of this run?"""

import os

collect_ignore = [
    f"test_{zone}.py"
    for zone in ("portal", "office")
    if zone != os.environ.get("MADOGUCHI_ZONE", "portal")
]
