# SPDX-License-Identifier: Apache-2.0
"""Does the connector work? What the administrator is shown."""

from dataclasses import dataclass
from datetime import datetime

from madoguchi.connectors.oidc.refusals import ProofRefused
from madoguchi.connectors.oidc_jpki.prover import JpkiProver
from madoguchi.kernel.texts import TextValue, text


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of a self-test."""

    ok: bool
    message: TextValue
    permanent: bool = False


def check(prover: JpkiProver, *, at: datetime) -> Checked:
    """Read the provider's keys, and let it judge our assertion with a code that cannot exist."""
    try:
        document = prover.trip.calls.keys()
    except ProofRefused as refusal:
        return Checked(ok=False, message=refusal.message)
    if not document.get("keys"):
        return Checked(ok=False, message=_NO_KEYS)
    if not _is_known(prover, at):
        return Checked(ok=False, message=_UNKNOWN, permanent=True)
    return Checked(ok=True, message=_WORKS)


def _is_known(prover: JpkiProver, at: datetime) -> bool:
    """A client that is known is told ``invalid_grant``, an unknown one ``invalid_client``."""
    return prover.trip.calls.ask_with_wrong_code(at=at) == "invalid_grant"


_WORKS = text(
    "デジタル認証アプリにつながり、市の登録が認められています。",
    "The Digital Authentication App answers and knows this city's client.",
)
_NO_KEYS = text("デジタル認証アプリの公開鍵を読めません。", "The provider shows no public keys.")
_UNKNOWN = text(
    "デジタル認証アプリが、市の登録(クライアントIDか公開鍵)を認めません。登録した公開鍵を確かめてください。",
    "The provider does not know this city's client or key. Check the registered public key.",
)
