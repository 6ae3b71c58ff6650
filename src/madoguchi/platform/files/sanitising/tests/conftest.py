# SPDX-License-Identifier: Apache-2.0
"""Where do these tests run? Once: in the office, where files are rebuilt, and without a database."""

import os

if os.environ.get("MADOGUCHI_ZONE") != "office" or os.environ.get("DATABASE_URL"):
    collect_ignore_glob = ["test_*.py"]
