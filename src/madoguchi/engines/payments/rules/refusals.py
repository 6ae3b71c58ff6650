# SPDX-License-Identifier: Apache-2.0
"""Why can something not be booked or paid, and what can the person do instead?"""

from typing import ClassVar

from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import TextValue, text

ASK = text(
    "わからないときは、納付の窓口か電話でおたずねください。",
    "If you are unsure, please ask at the payment counter or by telephone.",
    "わからない ときは、市役所に 電話してください。",
)
LOOK_AGAIN = text(
    "一覧を開き直して、いまの額を確かめてください。",
    "Open the list again and look at the amount as it is now.",
    "一覧を もういちど 見てください。",
)


class PaymentRefusal(Refusal):
    """A refusal of this engine; subclasses carry their words."""

    sentence: ClassVar[TextValue]
    what_next: ClassVar[TextValue] = ASK

    def __init__(self, **values: object) -> None:
        super().__init__(
            self.sentence.fill(**values) if values else self.sentence,
            next_step=self.what_next.fill(**values) if values else self.what_next,
        )
        self.values = values


class NumberWrong(PaymentRefusal):
    """The text is no number of a due."""

    code = "payments.number_wrong"
    sentence = text(
        "「{written}」はお問い合わせ番号として読めません。12けたの数字です。打ち間違いがないか確かめてください。",
        "“{written}” is no payment number. It has 12 digits; please check for a wrong digit.",
        "「{written}」は 番号では ありません。12の 数字です。もういちど 見てください。",
    )


class ReceivableUnknown(PaymentRefusal):
    """There is none, or not for this person."""

    code = "payments.receivable_unknown"
    status = 404
    sentence = text(
        "このお問い合わせ番号のお支払いは見つかりません。番号と確認番号を確かめてください。",
        "There is no payment with this number. Please check the number and the confirmation number.",
        "この 番号の お金は ありません。番号を もういちど 見てください。",
    )


class AccountUnknown(PaymentRefusal):
    """There is no such revenue account."""

    code = "payments.account_unknown"
    sentence = text(
        "歳入科目「{key}」がありません。パックの payments の科目を確かめてください。",
        "There is no revenue account “{key}”. Check the accounts of the pack's section payments.",
        "科目「{key}」が ありません。",
    )


class ItemsDoNotAddUp(PaymentRefusal):
    """Items or instalments have another sum than the amount."""

    code = "payments.items_do_not_add_up"
    sentence = text(
        "内訳の合計{sum_yen}円が、納める額{yen}円と違います。",
        "The lines add up to {sum_yen} yen, but the amount is {yen} yen.",
        "合計が ちがいます。",
    )


class AmountBelowZero(PaymentRefusal):
    """What is owed cannot be below zero."""

    code = "payments.amount_below_zero"
    sentence = text(
        "額は1円以上でなければなりません。",
        "The amount must be 1 yen or more.",
        "お金は 1円 以上です。",
    )


class ReducedMore(PaymentRefusal):
    """A reduction is larger than what would be owed."""

    code = "payments.reduced_more"
    sentence = text(
        "減免の額が、納める額を超えます。減免を先に取り消してください。",
        "The reduction would be larger than the amount due. Take the reduction back first.",
        "へらす お金が おおすぎます。",
    )


class AlreadyBooked(PaymentRefusal):
    """The same origin was booked with another amount or for another due."""

    code = "payments.already_booked"
    status = 409
    sentence = text(
        "同じもと({origin})から、別の内容がすでに記帳されています。何も記帳していません。",
        "Something else was booked from the same origin ({origin}). Nothing was booked now.",
        "もう 書いてあります。",
    )


class NothingBooked(PaymentRefusal):
    """There is nothing under this origin to take back."""

    code = "payments.nothing_booked"
    status = 404
    sentence = text(
        "取り消す記帳({origin})が見つかりません。",
        "There is no booking ({origin}) to take back.",
        "とりけす ものが ありません。",
    )


class RefundUnderWay(PaymentRefusal):
    """What was paid is being paid back, so it cannot be taken back too."""

    code = "payments.refund_under_way"
    status = 409
    sentence = text(
        "この納付には還付の手続きがあり、納めた額より多く返すことになります。還付を先に差し戻してください。",
        "A refund of this payment is under way; more would be paid back than was paid. "
        "Reject the refund first.",
        "お金を かえす ところです。さきに それを とめてください。",
    )


class TooBusy(PaymentRefusal):
    """The database could not serve everyone; nothing was done."""

    code = "payments.too_busy"
    status = 503
    sentence = text(
        "混み合っていて処理できませんでした。お金は動いていません。",
        "Too many people at once; nothing was done and no money has moved.",
        "こんでいます。お金は うごいて いません。",
    )
    what_next = text(
        "少し待って、もう一度押してください。",
        "Please wait a moment and press again.",
        "すこし まって、もういちど おしてください。",
    )
