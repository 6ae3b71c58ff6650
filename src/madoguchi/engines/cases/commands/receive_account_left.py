# SPDX-License-Identifier: Apache-2.0
"""Take in that an applicant has erased the account: nothing more is sent to it."""

from base64 import b64decode
from binascii import Error
from datetime import datetime

from django.db import transaction

from madoguchi.engines.cases.commands.act import act, hold
from madoguchi.engines.cases.commands.applicant import actor_of_applicant, who_sent
from madoguchi.engines.cases.commands.receive_correction import find_case_id
from madoguchi.engines.cases.models import Case, Message
from madoguchi.kernel.actors import SYSTEM, Actor
from madoguchi.kernel.application import LEFT_INFO, AccountLeft, left_message
from madoguchi.platform.crypto.keys import zone_keys
from madoguchi.platform.crypto.possession import is_proven


@transaction.atomic
def receive_account_left(*, left: AccountLeft, at: datetime, actor: Actor = SYSTEM) -> Case:
    """Forget the account; go on under the key of a receipt secret, if the former key vouches for it.

    The portal alone cannot turn letters round: a key without proof is not taken, and the clerk
    sees that the person must be reached in another way. Idempotent.

    Raises:
        UnknownSubmission: no case was opened from this submission yet.
    """
    case = hold(find_case_id(left.submission_id))
    content = case.content
    if not content.applicant_ref:
        return case
    sender = who_sent(case, actor) if actor.kind == "staff" else actor_of_applicant(case)
    key = left.new_key if left.new_key and _vouched(content.reply_key, left) else ""
    content.applicant_ref, content.reply_key = "", key or ""
    content.save(update_fields=["applicant_ref", "reply_key"])
    reach = left.reach.strip()[:500]
    if reach:
        Message.objects.create(
            case=case,
            from_applicant=True,
            text=f"【アカウントの削除】これからの連絡先: {reach}",
            author_ref="",
            author_name=case.applicant_name[:80],
            written_at=left.left_at,
        )
    act(
        case,
        "account_left",
        actor=sender,
        at=at,
        data={"way": "receipt_secret" if key else "other", "reach": bool(reach)},
        message_count=case.message_count + bool(reach),
    )
    return case


def _vouched(former: str, left: AccountLeft) -> bool:
    try:
        by, new = b64decode(former, validate=True), b64decode(left.new_key or "", validate=True)
        proof = b64decode(left.proof or "", validate=True)
    except (Error, ValueError):
        return False
    if len(by) != 32 or len(new) != 32:
        return False
    message = left_message(left.submission_id, new)
    return is_proven(zone_keys().sealing_keys, by, proof, info=LEFT_INFO, message=message)
