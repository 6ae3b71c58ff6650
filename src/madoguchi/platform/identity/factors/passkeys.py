# SPDX-License-Identifier: Apache-2.0
"""What is asked of a passkey, and does its answer fit? (WebAuthn Level 3, by the fido2 library)

Nothing here knows a database, a session or whose account it is. The caller keeps the challenge,
uses it once (``spent.spend``) and stores what comes back. User verification is always required:
a passkey stands for both possession and PIN or fingerprint.
"""

import ipaddress
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from madoguchi.platform.identity.factors.errors import passkey_refused

TIMEOUT_MS = 5 * 60 * 1000
LONGEST_ANSWER = 64 * 1024
_KNOWN_TRANSPORTS = {one.value for one in AuthenticatorTransport}


@dataclass(frozen=True, slots=True)
class Site:
    """For whom a passkey is made: one host, and the exact origins that may ask for it."""

    host: str
    name: str
    origins: frozenset[str]

    @property
    def can_ask(self) -> bool:
        """Whether browsers offer passkeys here: not for a bare IP address (WebAuthn §5.1.3)."""
        try:
            ipaddress.ip_address(self.host.strip("[]"))
        except ValueError:
            return bool(self.host)
        return False


@dataclass(frozen=True, slots=True)
class Question:
    """What the browser is to ask (JSON for ``navigator.credentials``), and the challenge to keep."""

    options: str
    challenge: str


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """What a new passkey tells; ``material`` is to be stored."""

    credential_id: bytes
    material: bytes
    sign_count: int
    aaguid: str
    is_backed_up: bool
    transports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A stored passkey as the check needs it."""

    credential_id: bytes
    material: bytes
    sign_count: int
    transports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A passkey that has answered rightly; the new count is to be stored."""

    credential_id: bytes
    sign_count: int
    is_backed_up: bool
    user_handle: bytes | None


def ask_new(
    site: Site, *, handle: bytes, login: str, display_name: str, existing: Iterable[Held] = ()
) -> Question:
    """Ask for a new discoverable passkey; one that exists already is not made twice.

    ``handle`` is at most 64 bytes and tells nothing of the person (the account's id).
    """
    options, state = _server(site).register_begin(
        PublicKeyCredentialUserEntity(id=handle, name=login, display_name=display_name),
        credentials=_descriptors(existing),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Question(json.dumps(dict(options)["publicKey"]), state["challenge"])


def check_new(site: Site, *, challenge: str, answer: str) -> NewPasskey:
    """What the browser's answer to ``ask_new`` tells.

    Raises:
        FactorRefused: not an answer to this challenge, from another site, or without verification.
    """
    document = _read(answer)
    try:
        told = _server(site).register_complete(_state(challenge), document)
        transports = document["response"].get("transports") or ()
    except (ValueError, TypeError, KeyError, AssertionError):
        raise passkey_refused() from None
    data = told.credential_data
    if data is None:
        raise passkey_refused()
    return NewPasskey(
        credential_id=data.credential_id,
        material=bytes(data),
        sign_count=told.counter,
        aaguid=str(data.aaguid),
        is_backed_up=bool(told.flags & told.FLAG.BS),
        transports=tuple(sorted(_KNOWN_TRANSPORTS & {str(one) for one in transports})),
    )


def ask_known(site: Site, held: Iterable[Held] = ()) -> Question:
    """Ask for one of the passkeys, or, with none named, for whichever the person has here."""
    options, state = _server(site).authenticate_begin(
        credentials=_descriptors(held), user_verification=UserVerificationRequirement.REQUIRED
    )
    return Question(json.dumps(dict(options)["publicKey"]), state["challenge"])


def credential_id_of(answer: str) -> bytes:
    """Which passkey an answer claims to be, so that it can be looked up; nothing is checked yet.

    Raises:
        FactorRefused: not an answer at all.
    """
    try:
        return websafe_decode(str(_read(answer)["rawId"]))
    except (ValueError, KeyError):
        raise passkey_refused() from None


def check_known(site: Site, *, challenge: str, answer: str, held: Held) -> Shown:
    """What the browser's answer to ``ask_known`` tells of the stored passkey it names.

    Raises:
        FactorRefused: wrong signature, challenge, site or passkey; without verification; or the
            counter went back, which shows a copied passkey (WebAuthn §6.1.1).
    """
    document = _read(answer)
    try:
        answered = AuthenticationResponse.from_dict(document)
        known = AttestedCredentialData(held.material)
        _server(site).authenticate_complete(_state(challenge), [known], document)
    except (ValueError, TypeError, KeyError, AssertionError):
        raise passkey_refused() from None
    told = answered.response.authenticator_data
    if (told.counter or held.sign_count) and told.counter <= held.sign_count:
        raise passkey_refused()
    return Shown(
        credential_id=held.credential_id,
        sign_count=told.counter,
        is_backed_up=bool(told.flags & told.FLAG.BS),
        user_handle=answered.response.user_handle,
    )


def _server(site: Site) -> Fido2Server:
    server = Fido2Server(
        PublicKeyCredentialRpEntity(id=site.host, name=site.name),
        verify_origin=lambda origin: origin in site.origins,
    )
    server.timeout = TIMEOUT_MS  # type: ignore[assignment]
    return server


def _state(challenge: str) -> dict[str, Any]:
    return {"challenge": challenge, "user_verification": UserVerificationRequirement.REQUIRED}


def _descriptors(held: Iterable[Held]) -> list[PublicKeyCredentialDescriptor] | None:
    return [
        PublicKeyCredentialDescriptor(
            type=PublicKeyCredentialType.PUBLIC_KEY,
            id=one.credential_id,
            transports=[AuthenticatorTransport(name) for name in one.transports] or None,
        )
        for one in held
    ] or None


def _read(answer: str) -> dict[str, Any]:
    try:
        document = json.loads(answer) if len(answer) <= LONGEST_ANSWER else None
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise passkey_refused()
    return document
