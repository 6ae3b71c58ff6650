# SPDX-License-Identifier: Apache-2.0
"""The booking engine as Django knows it."""

from typing import ClassVar

from django.apps import AppConfig


class BookingConfig(AppConfig):
    """Portal zone: spaces, offers, reservations, lotteries, waiting lists."""

    name = "madoguchi.engines.booking"
    label = "booking"
    verbose_name = "予約"
    zones: ClassVar[set[str]] = {"portal"}

    def ready(self) -> None:
        """Tell what is kept of a person to わたしのデータ; tell oversight who is concerned."""
        from madoguchi.engines.booking.queries.concerned import find_by_booking_numbers
        from madoguchi.engines.booking.web.citizen import held  # noqa: F401
        from madoguchi.platform.oversight.ports import know_numbers

        know_numbers("booking", find_by_booking_numbers)
