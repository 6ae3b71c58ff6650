# SPDX-License-Identifier: Apache-2.0
"""Whose browsers and things do the fuzzers use? Those of the role × endpoint tests."""

from django.conf import settings

if settings.ZONE == "portal":
    from madoguchi.config.tests.access.test_portal import city
    from madoguchi.engines.procedures.tests.conftest import (  # noqa: F401
        _keys,
        _portal,
        at,
        facts,
        install,
    )
elif settings.ZONE == "office":
    from madoguchi.config.tests.access.test_office import city  # noqa: F401
    from madoguchi.engines.cases.tests.conftest import alone, at  # noqa: F401
