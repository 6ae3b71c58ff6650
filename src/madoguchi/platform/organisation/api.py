# SPDX-License-Identifier: Apache-2.0
"""The front door of the organisation."""

from madoguchi.platform.organisation.appoint import AlreadyAppointed, appoint, end_appointment
from madoguchi.platform.organisation.chart import Held
from madoguchi.platform.organisation.load import load_organisation
from madoguchi.platform.organisation.models import Appointment, Post, Section
from madoguchi.platform.organisation.queries import (
    get_section,
    grants_on,
    list_sections,
    list_staff_of,
    may,
    posts_of_many,
    posts_on,
    roles_on,
    sections_on,
)
from madoguchi.platform.organisation.roles import PERMISSIONS, ROLES, permissions_of
from madoguchi.platform.organisation.version import token_column

__all__ = [
    "PERMISSIONS",
    "ROLES",
    "AlreadyAppointed",
    "Appointment",
    "Held",
    "Post",
    "Section",
    "appoint",
    "end_appointment",
    "get_section",
    "grants_on",
    "list_sections",
    "list_staff_of",
    "load_organisation",
    "may",
    "permissions_of",
    "posts_of_many",
    "posts_on",
    "roles_on",
    "sections_on",
    "token_column",
]
