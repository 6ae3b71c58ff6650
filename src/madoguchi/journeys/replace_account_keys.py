# SPDX-License-Identifier: Apache-2.0
"""Portal: an account has a new key; the office is told, and says whether it believes it."""

from base64 import b64encode

import madoguchi.engines.procedures.api as procedures
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.application import AccountKeyChanged, AccountKeySettled, KeyEvidence
from madoguchi.kernel.facts import on
from madoguchi.platform.identity.api import (
    AccountKeyProved,
    AccountKeyReplaced,
    key_awaits_office,
    settle_key,
)
from madoguchi.platform.zones.api import OpenedParcel, receives, send


@on(AccountKeyReplaced)
def tell_office(fact: AccountKeyReplaced) -> None:
    """What is filed from now on bears the new key; for what was filed the office is asked."""
    actor = Actor(kind="citizen", ref=fact.user_ref, name="")
    changed = procedures.replace_reply_key(
        account=fact.user_ref, new_key=fact.new_public, actor=actor, at=fact.at
    )
    if not changed:
        return
    key_awaits_office(key_id=fact.key_id)
    _send(
        AccountKeyChanged(
            change_id=fact.key_id,
            applicant_ref=fact.user_ref,
            old_key=_text(fact.old_public),
            new_key=_text(fact.new_public),
            changed_at=fact.at,
            submission_ids=changed,
        )
    )


@on(AccountKeyProved)
def bring_evidence(fact: AccountKeyProved) -> None:
    """The person has held a card for the new key: the office checks that by itself."""
    _send(
        AccountKeyChanged(
            change_id=fact.key_id,
            applicant_ref=fact.user_ref,
            old_key="",
            new_key=_text(fact.public),
            changed_at=fact.changed_at,
            submission_ids=(),
            evidence=KeyEvidence(
                method=fact.method, token=fact.token, salt=fact.salt, proved_at=fact.at
            ),
        )
    )


@receives("account.key_settled", AccountKeySettled)
def take_answer(parcel: OpenedParcel[AccountKeySettled]) -> None:
    """The account's pages say what the office has decided."""
    body = parcel.body
    settle_key(
        key_id=body.change_id, user_ref=body.applicant_ref, outcome=body.outcome, at=parcel.at
    )


def _send(body: AccountKeyChanged) -> None:
    send("account.key_changed", body, to="office", ref=body.applicant_ref, at=body.changed_at)


def _text(key: bytes) -> str:
    return b64encode(key).decode("ascii")
