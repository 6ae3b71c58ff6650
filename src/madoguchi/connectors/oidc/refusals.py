# SPDX-License-Identifier: Apache-2.0
"""Why does a round trip to a provider prove nothing? One code per check, and what to do."""

from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import TextValue, text

TRY_AGAIN = text(
    "もう一度、本人確認をしてください。入力した内容は残っています。",
    "Please prove who you are once more. What you typed is still there.",
    "もういちど 確認してください。書いた ものは のこっています。",
)
LATER = text(
    "しばらくしてから、もう一度お試しください。急ぐときは窓口で手続きできます。入力した内容は残っています。",
    "Please try again later, or come to the counter. What you typed is still there.",
    "すこし まってから、もういちど してください。書いた ものは のこっています。",
)


class ProofRefused(Refusal):
    """Base: the round trip to the provider did not prove anything. ``reason`` is for the log."""

    code = "proof.refused"
    sentence = text(
        "本人確認の結果を確かめられませんでした。",
        "The result of the check could not be verified.",
        "確認が できませんでした。",
    )
    help: TextValue = TRY_AGAIN

    def __init__(self, reason: str) -> None:
        super().__init__(self.sentence, next_step=self.help)
        self.reason = reason


class AnswerMismatch(ProofRefused):
    """The answer belongs to another request, another browser or another provider."""

    code = "proof.answer_mismatch"


class TokenRefused(ProofRefused):
    """The ID token, or what came with it, fails one of its checks."""

    code = "proof.token_refused"


class Cancelled(ProofRefused):
    """The person stopped at the provider."""

    code = "proof.cancelled"
    sentence = text("本人確認を中止しました。", "The check was cancelled.", "確認を やめました。")


class ProviderRefusedUs(ProofRefused):
    """The provider does not take the city's client or code; trying again at once does not help."""

    code = "proof.provider_refused"
    help = LATER


class ProviderDown(ProofRefused):
    """The provider does not answer, or not in its own format; trying later may help."""

    code = "proof.provider_down"
    status = 503
    help = LATER

    def __init__(self, reason: str, provider: TextValue | None = None) -> None:
        super().__init__(reason)
        if provider is not None:
            self.message = text(
                f"{provider.ja}のサービスにつながりません。",
                f"{provider.pick('en')} cannot be reached.",
                f"{provider.pick('easy')}に つながりません。",
            )
