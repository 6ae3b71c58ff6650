# SPDX-License-Identifier: Apache-2.0
"""The cases engine as Django knows it."""

from typing import ClassVar

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Office zone: inbox, case page, decisions, letters, statistics."""

    name = "madoguchi.engines.cases"
    label = "cases"
    verbose_name = "事案"
    zones: ClassVar[set[str]] = {"office"}

    def ready(self) -> None:
        """Let the jobs hear the facts that they follow; tell oversight who is concerned."""
        from madoguchi.engines.cases import jobs  # noqa: F401
        from madoguchi.engines.cases.queries.people import find_applicants, find_by_case_numbers
        from madoguchi.platform.oversight.ports import know_numbers, know_people

        know_people("cases", find_applicants)
        know_numbers("cases", find_by_case_numbers)
