# SPDX-License-Identifier: Apache-2.0
"""Which addresses are those of a case?"""

from django.urls import register_converter


class ReceiptNumber:
    """A receipt number as people may type it into the address bar."""

    regex = r"[RHSTrhst][0-9]{1,2}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]"

    def to_python(self, value: str) -> str:
        """As it stands; the query normalises it."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return str(value)


register_converter(ReceiptNumber, "receipt")
