# SPDX-License-Identifier: Apache-2.0
"""With which key, and under which name, does this zone sign its checkpoints?

The key follows from the zone's signing key, for this use alone, so that a backup of the zone's keys
is enough. After a change of the signing key the older log keys still name older checkpoints.
"""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from madoguchi.platform.audit.notes import LOG_KEY, WITNESS_KEY, VerifierKey, public_key
from madoguchi.platform.crypto.derive import derive
from madoguchi.platform.crypto.keys import zone_keys


def origin() -> str:
    """The name of this zone's log, unique in the world: a setting, and the zone."""
    base = str(getattr(settings, "AUDIT_ORIGIN", "") or "localhost/madoguchi").rstrip("/")
    return f"{base}/{settings.ZONE}"


def witness_name() -> str:
    """Under which name this zone cosigns the logs of others."""
    return f"{origin()}/witness"


def log_key() -> Ed25519PrivateKey:
    """The key that signs checkpoints now."""
    return _derived(zone_keys().signing, "audit.log")


def witness_key() -> Ed25519PrivateKey:
    """The key with which this zone cosigns the logs of others."""
    return _derived(zone_keys().signing, "audit.witness")


def log_keys() -> list[VerifierKey]:
    """The public keys of this log, newest first."""
    return [
        public_key(origin(), LOG_KEY, _derived(key, "audit.log"))
        for key in zone_keys().signing_keys
    ]


def own_witness() -> VerifierKey:
    """The public key of this zone as a witness."""
    return public_key(witness_name(), WITNESS_KEY, witness_key())


def _derived(key: Ed25519PrivateKey, use: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(derive(key.private_bytes_raw(), use))
