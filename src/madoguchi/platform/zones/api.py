# SPDX-License-Identifier: Apache-2.0
"""The front door of the crossing between zones."""

from madoguchi.platform.zones.client import PeerRefuses, PeerUnreachable, ZoneClient
from madoguchi.platform.zones.events import ParcelAcked
from madoguchi.platform.zones.medium import export_parcels, import_parcels
from madoguchi.platform.zones.pulling import Report, pull
from madoguchi.platform.zones.queries import Waiting, count_waiting
from madoguchi.platform.zones.registry import (
    OpenedParcel,
    Unopenable,
    kinds_received,
    on_unopenable,
    receives,
)
from madoguchi.platform.zones.sending import offer_again, send

__all__ = [
    "OpenedParcel",
    "ParcelAcked",
    "PeerRefuses",
    "PeerUnreachable",
    "Report",
    "Unopenable",
    "Waiting",
    "ZoneClient",
    "count_waiting",
    "export_parcels",
    "import_parcels",
    "kinds_received",
    "offer_again",
    "on_unopenable",
    "pull",
    "receives",
    "send",
]
