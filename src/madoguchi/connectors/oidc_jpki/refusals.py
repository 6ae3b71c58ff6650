# SPDX-License-Identifier: Apache-2.0
"""Why did a card prove or sign nothing? What デジタル認証アプリ says, and what the person can do."""

from madoguchi.connectors.oidc.refusals import Cancelled, ProofRefused, ProviderRefusedUs
from madoguchi.kernel.texts import text

_COUNTER = text(
    "市役所の窓口でカードの有効期限を確かめ、更新してください。入力した内容は残っています。",
    "Please have your card checked and renewed at the counter. What you typed is still there.",
    "市役所の 窓口で カードを 見てもらってください。書いた ものは のこっています。",
)


class CardCancelled(Cancelled):
    """The person stopped at the provider."""

    code = "card.cancelled"
    sentence = text(
        "カードでの本人確認を中止しました。",
        "The card check was cancelled.",
        "カードの 確認を やめました。",
    )


class TimedOut(ProofRefused):
    """The phone was not held over the card in time."""

    code = "card.timed_out"
    sentence = text(
        "時間が過ぎたため、本人確認が終わりませんでした。",
        "The card check took too long and has ended.",
        "時間が すぎたので、確認が おわりました。",
    )


class CardInvalid(ProofRefused):
    """The card's certificate has expired or was revoked."""

    code = "card.invalid"
    sentence = text(
        "このカードの電子証明書は、期限が切れているか、使えなくなっています。",
        "The certificate of this card has expired or was revoked.",
        "この カードの 電子証明書は、いま つかえません。",
    )
    help = _COUNTER


class SignatureRefused(ProofRefused):
    """What came back as a signature is none over what was to be signed."""

    code = "card.signature_refused"
    sentence = text(
        "電子署名を確かめられませんでした。",
        "The signature could not be verified.",
        "電子署名が 確認できませんでした。",
    )
    help = text(
        "もう一度、電子署名をしてください。入力した内容は残っています。",
        "Please sign once more. What you typed is still there.",
        "もういちど 電子署名を してください。書いた ものは のこっています。",
    )


_ANSWERS: dict[str, type[ProofRefused]] = {
    "user_cancelled": CardCancelled,
    "timed_out": TimedOut,
    "certificate_expired": CardInvalid,
    "certificate_revoked": CardInvalid,
    "pin_locked": CardInvalid,
}


def refusal_of(error: str, description: str) -> ProofRefused:
    """What an error answer of the provider means for the person."""
    kind = _ANSWERS.get(description)
    if kind is None:
        kind = CardCancelled if error == "access_denied" else ProviderRefusedUs
    return kind(f"{error}: {description}"[:200])
