# SPDX-License-Identifier: Apache-2.0
"""What does the office tell the portal about a member of staff, and is it true, fresh and new?

Two short signed documents travel through the browser of the person. The *invitation* tells the
portal where the browser is to come back to; so the portal holds no address of the office. The
*assertion* answers the portal's one-time value (nonce) and counts for sixty seconds, once.

``base64url(JSON) "." base64url(Ed25519 signature)``, signed with the zone's signing key.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from madoguchi.kernel.ids import new_id
from madoguchi.kernel.refusal import NotAllowed
from madoguchi.kernel.texts import text
from madoguchi.platform.crypto.errors import BadKeyFile, CryptoError
from madoguchi.platform.crypto.keys import zone_keys
from madoguchi.platform.crypto.peers import peer_keys
from madoguchi.platform.crypto.signing import sign, verify

LIFE = timedelta(seconds=60)
CLOCK_SKEW = timedelta(seconds=30)
LONGEST_WORD = 8 * 1024
SENDER = "office"
INVITATION, ASSERTION = "staff-invitation/v1", "staff-assertion/v1"


class AssertionRefused(NotAllowed):
    """The office's word is not believed: forged, for another site, too old, or used already."""

    code = "identity.assertion_refused"

    def __init__(self) -> None:
        super().__init__(
            text(
                "庁内からの入室を確かめられませんでした。",
                "The hand-over from the office could not be checked.",
                "確認できませんでした。",
            ),
            next_step=text(
                "庁内の画面に戻り、「市民向けサイトの職員画面」からもう一度入ってください。"
                "(1分以内に続けてください。)",
                "Go back to the office and open the portal's staff pages again; "
                "go on within one minute.",
                "庁内の 画面から もういちど 入ってください。",
            ),
        )


@dataclass(frozen=True, slots=True)
class Invitation:
    """Come, and send the browser back to ``back`` with a nonce."""

    audience: str
    back: str
    issued: int


@dataclass(frozen=True, slots=True)
class Assertion:
    """This person, with these roles, proved by these factors, until the office's session ends."""

    audience: str
    nonce: str
    id: str
    issued: int
    expires: int
    ref: str
    name: str
    roles: tuple[str, ...]
    sections: tuple[str, ...]
    factors: tuple[str, ...]
    session_ends: int


def write_invitation(*, audience: str, back: str, at: datetime) -> str:
    """Sign an invitation with this zone's key."""
    return _write(INVITATION, asdict(Invitation(audience, back, int(at.timestamp()))))


def read_invitation(written: str, *, audience: str, at: datetime) -> Invitation:
    """An invitation of the office, no older than a minute. Raises AssertionRefused."""
    told = _read(INVITATION, written, at)
    try:
        found = Invitation(str(told["audience"]), str(told["back"]), int(told["issued"]))
    except (KeyError, TypeError, ValueError):
        raise AssertionRefused from None
    issued = datetime.fromtimestamp(found.issued, tz=UTC)
    fresh = issued - CLOCK_SKEW <= at < issued + 10 * LIFE
    if (
        found.audience != audience
        or not fresh
        or not found.back.startswith(("https://", "http://"))
    ):
        raise AssertionRefused
    return found


def write_assertion(
    *,
    audience: str,
    nonce: str,
    ref: str,
    name: str,
    grants: tuple[frozenset[str], frozenset[str]],
    factors: list[str],
    session_ends: datetime,
    at: datetime,
) -> str:
    """Sign what the office knows of the person. ``grants`` are roles and sections."""
    roles, sections = grants
    told = Assertion(
        audience=audience,
        nonce=nonce,
        id=str(new_id()),
        issued=int(at.timestamp()),
        expires=int((at + LIFE).timestamp()),
        ref=ref,
        name=name,
        roles=tuple(sorted(roles)),
        sections=tuple(sorted(sections)),
        factors=tuple(factors),
        session_ends=int(session_ends.timestamp()),
    )
    return _write(ASSERTION, asdict(told))


def read_assertion(written: str, *, audience: str, nonce: str, at: datetime) -> Assertion:
    """What the office says, if it is for this site and answers this nonce now.

    Whoever calls this still has to use the id up (``spend``). Raises AssertionRefused.
    """
    told = _read(ASSERTION, written, at)
    try:
        found = Assertion(
            audience=str(told["audience"]),
            nonce=str(told["nonce"]),
            id=str(told["id"]),
            issued=int(told["issued"]),
            expires=int(told["expires"]),
            ref=str(told["ref"]),
            name=str(told["name"]),
            roles=tuple(map(str, told["roles"])),
            sections=tuple(map(str, told["sections"])),
            factors=tuple(map(str, told["factors"])),
            session_ends=int(told["session_ends"]),
        )
        issued = datetime.fromtimestamp(found.issued, tz=UTC)
        expires = datetime.fromtimestamp(found.expires, tz=UTC)
        ends = datetime.fromtimestamp(found.session_ends, tz=UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        raise AssertionRefused from None
    fresh = issued - CLOCK_SKEW <= at < expires and expires - issued <= LIFE and at < ends
    if found.audience != audience or not nonce or found.nonce != nonce or not fresh:
        raise AssertionRefused
    return found


def _write(context: str, told: Mapping[str, Any]) -> str:
    keys = zone_keys()
    document = json.dumps({"key": keys.signing_id, **told}, ensure_ascii=False).encode()
    return f"{_text(document)}.{_text(sign(keys.signing, context, document))}"


def _read(context: str, written: str, at: datetime) -> dict[str, Any]:
    if len(written) > LONGEST_WORD:
        raise AssertionRefused
    body, _, signature = written.partition(".")
    try:
        document = _raw(body)
        told = dict(json.loads(document))
        key, peer = str(told.pop("key")), peer_keys(SENDER)
        verify(peer.signing_key(key), context, document, _raw(signature))
        if peer.is_over(key, at):
            raise AssertionRefused
    # Whoever asks may nest brackets deeper than the parser goes.
    except (BadKeyFile, CryptoError, ValueError, KeyError, TypeError, RecursionError):
        raise AssertionRefused from None
    return told


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _raw(written: str) -> bytes:
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))
