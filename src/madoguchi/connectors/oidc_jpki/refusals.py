# SPDX-License-Identifier: Apache-2.0
"""Why is a proof not taken? One code per check, and what the person can do."""

from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import TextValue, text

_TRY_AGAIN = text(
    "もう一度、本人確認をしてください。入力した内容は残っています。",
    "Please prove who you are once more. What you typed is still there.",
    "もういちど カードで 確認してください。書いた ものは のこっています。",
)
_COUNTER = text(
    "市役所の窓口でカードの有効期限を確かめ、更新してください。入力した内容は残っています。",
    "Please have your card checked and renewed at the counter. What you typed is still there.",
    "市役所の 窓口で カードを 見てもらってください。書いた ものは のこっています。",
)
_LATER = text(
    "しばらくしてから、もう一度お試しください。急ぐときは窓口で手続きできます。入力した内容は残っています。",
    "Please try again later, or come to the counter. What you typed is still there.",
    "すこし まってから、もういちど してください。書いた ものは のこっています。",
)


class ProofRefused(Refusal):
    """Base: the round trip to the provider did not prove anything. ``reason`` is for the log."""

    code = "card.refused"
    sentence = text(
        "本人確認の結果を確かめられませんでした。",
        "The result of the card check could not be verified.",
        "カードの 確認が できませんでした。",
    )
    help: TextValue = _TRY_AGAIN

    def __init__(self, reason: str) -> None:
        super().__init__(self.sentence, next_step=self.help)
        self.reason = reason


class AnswerMismatch(ProofRefused):
    """The answer belongs to another request, another browser or another provider."""

    code = "card.answer_mismatch"


class TokenRefused(ProofRefused):
    """The ID token fails one of its checks."""

    code = "card.token_refused"


class Cancelled(ProofRefused):
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


class ProviderDown(ProofRefused):
    """The provider does not answer, or not in its own format; trying later may help."""

    code = "card.provider_down"
    status = 503
    sentence = text(
        "デジタル認証アプリのサービスにつながりません。",
        "The Digital Authentication App service cannot be reached.",
        "デジタル認証アプリに つながりません。",
    )
    help = _LATER


class ProviderRefusedUs(ProofRefused):
    """The provider does not take the city's client or code; trying again at once does not help."""

    code = "card.provider_refused"
    help = _LATER


_ANSWERS: dict[str, type[ProofRefused]] = {
    "user_cancelled": Cancelled,
    "timed_out": TimedOut,
    "certificate_expired": CardInvalid,
    "certificate_revoked": CardInvalid,
    "pin_locked": CardInvalid,
}


def refusal_of(error: str, description: str) -> ProofRefused:
    """What an error answer of the provider means for the person."""
    kind = _ANSWERS.get(description)
    if kind is None:
        kind = Cancelled if error == "access_denied" else ProviderRefusedUs
    return kind(f"{error}: {description}"[:200])
