# SPDX-License-Identifier: Apache-2.0
"""Which journeys run in which zone?"""

from importlib import import_module

from django.conf import settings

JOURNEYS: dict[str, tuple[str, ...]] = {
    "portal": (
        "send_applications_to_office",
        "take_updates_from_office",
        "replace_account_keys",
        "forget_erased_accounts",
        "turn_appointments_into_tickets",
        "tell_about_bookings",
        "tell_about_tickets",
        "tell_about_applications",
        "outlast_a_portal_restore",
    ),
    "office": (
        "open_cases_from_portal",
        "tell_applicants_through_portal",
        "confirm_account_keys",
        "outlast_a_restore",
    ),
    "core": (),
}


def register_journeys() -> None:
    """Import the journeys of this zone; importing registers their listeners."""
    for name in JOURNEYS[settings.ZONE]:
        import_module(f"madoguchi.journeys.{name}")
