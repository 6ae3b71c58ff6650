# SPDX-License-Identifier: Apache-2.0
"""What does the office know of its city: calendar, sections, what stands on letters?"""

from madoguchi.kernel.business_days import Calendar
from madoguchi.kernel.city import City
from madoguchi.platform.organisation.api import list_sections
from madoguchi.platform.screens.city import current_city


def office_city() -> City:
    """The city of this installation."""
    return current_city()


def office_calendar() -> Calendar:
    """The city's open days."""
    return current_city().calendar


def section_names() -> dict[str, str]:
    """Key → Japanese name of every section, in the city's order."""
    return {section.key: section.title.ja for section in list_sections()}


def section_name(key: str) -> str:
    """The Japanese name of a section as the city's profile gives it; the key where it has none."""
    section = current_city().find_section(key)
    return section.name.ja if section else key


def section_mark(key: str) -> str:
    """The letters before a document number (記号): of the profile, or the two first signs."""
    city = current_city()
    section = city.find_section(key)
    if section is None:
        return city.name.ja[0] + key[0]
    return section.mark or city.name.ja[0] + section.name.ja[0]
