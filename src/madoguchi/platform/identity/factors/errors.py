# SPDX-License-Identifier: Apache-2.0
"""Why is a second factor not accepted?"""

from madoguchi.kernel.refusal import Conflict, Refusal
from madoguchi.kernel.texts import text


class FactorRefused(Refusal):
    """A passkey, code or recovery code does not prove anything; which check failed is not told."""

    code = "identity.factor_refused"
    status = 422


class LastFactor(Conflict):
    """The only second factor of someone who must have one is not taken away."""

    code = "identity.last_factor"


def passkey_refused() -> FactorRefused:
    """The answer of a passkey does not fit the question."""
    return FactorRefused(
        text(
            "パスキーを確かめられませんでした。",
            "The passkey could not be checked.",
            "パスキーを たしかめられませんでした。",
        ),
        next_step=text(
            "もう一度「パスキーを使う」を押してください。別の方法でも続けられます。",
            "Press “Use a passkey” again, or go on in another way.",
            "もういちど「パスキーを つかう」を おしてください。",
        ),
    )


def code_refused() -> FactorRefused:
    """The six digits are wrong, too old, or were used already."""
    return FactorRefused(
        text(
            "確認コードが違うか、もう使われています。",
            "The code is wrong or was used already.",
            "コードが ちがいます。または もう つかいました。",
        ),
        next_step=text(
            "アプリに次の6けたが出るまで待って(30秒以内)、その数字を入れてください。",
            "Wait for the next six digits (within 30 seconds) and enter those.",
            "つぎの 6けたを まって いれてください。",
        ),
    )


def recovery_refused() -> FactorRefused:
    """The recovery code is not one of those left."""
    return FactorRefused(
        text(
            "この回復コードは使えません。",
            "This recovery code cannot be used.",
            "この コードは つかえません。",
        ),
        next_step=text(
            "紙に書いた、まだ使っていないコードを入れてください。1つのコードは1回だけ使えます。",
            "Enter one from your paper that you have not used. Each works once.",
            "まだ つかっていない コードを いれてください。",
        ),
    )
