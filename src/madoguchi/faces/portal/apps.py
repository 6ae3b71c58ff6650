# SPDX-License-Identifier: Apache-2.0
"""The citizen's face: in the portal zone only."""

from typing import Any, ClassVar

from django.apps import AppConfig
from django.http import HttpRequest


class PortalFaceConfig(AppConfig):
    """Frames every page of the portal zone."""

    name = "madoguchi.faces.portal"
    label = "face_portal"
    verbose_name = "市民の入口"
    zones: ClassVar[set[str]] = {"portal"}
    layout = "portal/layout.html"

    def frame(self, request: HttpRequest) -> dict[str, Any]:
        """What portal/layout.html needs."""
        from madoguchi.faces.portal.frame import portal_frame

        return portal_frame(request)
