# SPDX-License-Identifier: Apache-2.0
"""What does each role permit? Posts give roles, roles carry permissions; screens ask permissions."""

from collections.abc import Collection
from functools import lru_cache
from types import MappingProxyType

VIEWER = "viewer"
CASE_WORKER = "case_worker"
DECIDER = "decider"
SENIOR = "senior"
ADMINISTRATOR = "administrator"
PRIVACY_OFFICER = "privacy_officer"
"""個人情報保護担当: sees who read what, and no case."""

_VIEW = frozenset(
    {
        "cases.view",
        "cases.statistics",
        "portal.visit",
        "booking.view",
        "queue.view",
        "messaging.view",
    }
)
_WORK = _VIEW | {
    "cases.work",
    "cases.export",
    "cases.confirm_key",
    "booking.work",
    "queue.work",
    "messaging.write",
}
_DECIDE = _WORK | {"cases.decide", "cases.assign", "files.open_original"}
_SENIOR = _DECIDE | {
    "cases.reopen",
    "cases.destroy",
    "booking.manage",
    "queue.manage",
    "messaging.approve",
    "messaging.alarm",
}
_ADMINISTER = frozenset(
    {
        "audit.view",
        "booking.all",
        "booking.manage",
        "booking.view",
        "cases.statistics",
        "cases.statistics_all",
        "jobs.manage",
        "messaging.all",
        "messaging.approve",
        "messaging.view",
        "organisation.manage",
        "portal.visit",
        "procedures.publish",
        "queue.all",
        "queue.manage",
        "queue.view",
        "zones.manage",
    }
)

PERMISSIONS = MappingProxyType(
    {
        VIEWER: _VIEW,
        CASE_WORKER: _WORK,
        DECIDER: _DECIDE,
        SENIOR: _SENIOR,
        ADMINISTRATOR: _ADMINISTER,
        PRIVACY_OFFICER: frozenset({"audit.view", "audit.oversee", "portal.visit"}),
    }
)
"""Role key → permission keys. Another section's work is never included: see ``sections_on``."""

ROLES: frozenset[str] = frozenset(PERMISSIONS)


def permissions_of(roles: Collection[str]) -> frozenset[str]:
    """Every permission that at least one of the roles carries; unknown roles carry none."""
    return _permissions(frozenset(roles))


@lru_cache(maxsize=256)
def _permissions(roles: frozenset[str]) -> frozenset[str]:
    return frozenset().union(*(PERMISSIONS.get(role, frozenset()) for role in roles))
