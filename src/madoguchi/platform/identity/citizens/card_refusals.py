# SPDX-License-Identifier: Apache-2.0
"""Why does a card not sign in, or not get linked?"""

from madoguchi.kernel.refusal import Conflict, NotFound, Refusal
from madoguchi.kernel.texts import text


class CardLinkedElsewhere(Conflict):
    """This card signs in to another account already."""

    code = "card.linked_elsewhere"

    def __init__(self) -> None:
        super().__init__(
            text(
                "このカードは、別のアカウントに結び付いています。",
                "This card belongs to another account.",
                "この カードは、べつの アカウントで つかっています。",
            ),
            next_step=text(
                "カードでログインして、そのアカウントで結び付きを外してから、もう一度結び付けてください。",
                "Sign in by card, remove it from that account, then add it here.",
                "カードで ログインして、そこで カードを はずしてください。",
            ),
        )


class AccountHasCard(Conflict):
    """The account has a card already."""

    code = "card.account_has_one"

    def __init__(self) -> None:
        super().__init__(
            text(
                "このアカウントには、もうカードが結び付いています。",
                "This account has a card already.",
                "この アカウントには、もう カードが あります。",
            ),
            next_step=text(
                "別のカードにするときは、いまのカードを外してください。",
                "Remove it first if you want another.",
                "べつの カードに する ときは、いまの カードを はずしてください。",
            ),
        )


class ProofGone(Refusal):
    """The card was held too long ago, in another browser, or its proof has been used."""

    code = "card.proof_gone"

    def __init__(self) -> None:
        super().__init__(
            text(
                "カードをかざしてから時間が過ぎたか、もう使われています。",
                "Too much time has passed since you held the card, or it was used already.",
                "カードを かざしてから、時間が すぎました。",
            ),
            next_step=text(
                "もう一度、カードをかざしてください。",
                "Please hold your card once more.",
                "もういちど カードを かざしてください。",
            ),
        )


class LastWayIn(Conflict):
    """Nobody could sign in to the account any more."""

    code = "identity.last_way_in"

    def __init__(self) -> None:
        super().__init__(
            text(
                "これを外すと、ログインできなくなります。",
                "Without it you could not sign in any more.",
                "これを はずすと、ログインできなく なります。",
            ),
            next_step=text(
                "先に、パスワードかパスキーを登録してください。",
                "Set a password or add a passkey first.",
                "さきに パスワードか パスキーを つくってください。",
            ),
        )


class VaultClosed(Conflict):
    """The key to the letters is not open in this browser."""

    code = "identity.vault_closed"

    def __init__(self) -> None:
        super().__init__(
            text(
                "手紙を開くかぎが閉じています。",
                "The key to your letters is closed.",
                "手紙の かぎが しまっています。",
            ),
            next_step=text(
                "パスワードか、かぎを開けるパスキーで、もう一度ログインしてください。",
                "Please sign in again with your password or a passkey that opens it.",
                "もういちど ログインしてください。",
            ),
        )


class NoSuchCard(NotFound):
    """No account has this card."""

    code = "card.no_account"

    def __init__(self) -> None:
        super().__init__(
            text(
                "このカードのアカウントはまだありません。",
                "No account has this card yet.",
                "この カードの アカウントは ありません。",
            )
        )
