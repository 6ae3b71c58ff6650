# SPDX-License-Identifier: Apache-2.0
"""The staff's face: in the office zone only."""

from typing import Any, ClassVar

from django.apps import AppConfig
from django.http import HttpRequest


class DeskFaceConfig(AppConfig):
    """Frames every page of the office zone."""

    name = "madoguchi.faces.desk"
    label = "face_desk"
    verbose_name = "職員の机"
    zones: ClassVar[set[str]] = {"office"}
    layout = "desk/layout.html"

    def frame(self, request: HttpRequest) -> dict[str, Any]:
        """What desk/layout.html needs."""
        from madoguchi.faces.desk.frame import desk_frame

        return desk_frame(request)
