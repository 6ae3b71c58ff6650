# SPDX-License-Identifier: Apache-2.0
"""What stands in the fields of a page: as typed, or as saved before?"""

from collections.abc import Mapping, Sequence

from django.http import QueryDict


class Typed:
    """Field name → values, as a browser posts them."""

    __slots__ = ("fields",)

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        self.fields = fields

    def get(self, name: str) -> str:
        """The last value of a field; empty where there is none."""
        values = self.fields.get(name)
        return str(values[-1]) if values else ""

    def all(self, name: str) -> list[str]:
        """Every value of a field."""
        return [str(value) for value in self.fields.get(name, ())]

    def count_rows(self, name: str) -> int:
        """The highest row number with something in it, plus one, of a table's fields."""
        rows = (
            int(row) + 1
            for field, values in self.fields.items()
            if field.startswith(f"{name}.") and any(values)
            for row in [field.split(".")[1]]
            if row.isdigit()
        )
        return max(rows, default=0)


def posted_fields(post: QueryDict, *, prefix: str = "") -> dict[str, list[str]]:
    """The posted fields of one form under a prefix, without our own control fields."""
    return {
        name[len(prefix) :]: post.getlist(name)
        for name in post
        if name.startswith(prefix) and name[len(prefix) :] not in CONTROLS
    }


CONTROLS = frozenset(
    {
        "csrfmiddlewaretoken",
        "seen",
        "asked",
        "back",
        "later",
        "look_up",
        "remove_file",
        "next",
        "kept",
        "message",
        "use",
    }
)
"""Fields that steer a page; question ids cannot clash with them (checked in tests)."""
