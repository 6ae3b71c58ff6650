# SPDX-License-Identifier: Apache-2.0
"""Which parcels has this zone sent and received?"""

from madoguchi.platform.zones.models.incoming import IncomingParcel
from madoguchi.platform.zones.models.nonce import SeenNonce
from madoguchi.platform.zones.models.outgoing import OutgoingParcel

__all__ = ["IncomingParcel", "OutgoingParcel", "SeenNonce"]
