# SPDX-License-Identifier: Apache-2.0
"""Why can nothing be paid by card or code now, or nothing be paid back?"""

from madoguchi.engines.payments.rules.refusals import LOOK_AGAIN, PaymentRefusal
from madoguchi.kernel.texts import text

WAIT = text(
    "少し待って画面を開き直してください。二重に支払われることはありません。",
    "Please wait a little and open the page again. You will not be charged twice.",
    "すこし まって ください。2回 はらう ことは ありません。",
)


class NothingToPay(PaymentRefusal):
    """All is paid, or nothing is owed any more."""

    code = "payments.nothing_to_pay"
    sentence = text(
        "いま納めていただく額はありません。納付済みか、取り消されています。",
        "There is nothing to pay: it is paid already, or was withdrawn.",
        "はらう お金は ありません。",
    )
    what_next = LOOK_AGAIN


class OtherAmountNow(PaymentRefusal):
    """The amount changed since the page was shown."""

    code = "payments.other_amount_now"
    status = 409
    sentence = text(
        "納める額が変わりました。いまは{yen}円です。お金は動いていません。",
        "The amount has changed; it is {yen} yen now. No money has moved.",
        "お金の 額が かわりました。いまは {yen}円です。",
    )
    what_next = LOOK_AGAIN


class KeyMissing(PaymentRefusal):
    """The request has no idempotency key."""

    code = "payments.key_missing"
    status = 400
    sentence = text(
        "二重送信を防ぐキー(Idempotency-Key)がありません。16文字以上80文字以内で付けてください。",
        "The header Idempotency-Key is missing. Send one of 16 to 80 characters.",
        "キーが ありません。",
    )


class SameKeyOtherRequest(PaymentRefusal):
    """The key was used for something else."""

    code = "payments.same_key_other_request"
    sentence = text(
        "同じキーで、別の内容の支払いがすでに始まっています。何も行っていません。",
        "The same key was used for another request. Nothing was done.",
        "おなじ キーで べつの ものを おくりました。",
    )
    what_next = LOOK_AGAIN


class AttemptInProgress(PaymentRefusal):
    """The twin of this request is being worked on right now."""

    code = "payments.attempt_in_progress"
    status = 409
    sentence = text(
        "同じ支払いを、いま処理しています。",
        "The same payment is being worked on right now.",
        "いま おなじ ものを しています。",
    )
    what_next = WAIT


class AttemptOpen(PaymentRefusal):
    """Another attempt for this due is under way."""

    code = "payments.attempt_open"
    status = 409
    sentence = text(
        "このお支払いは、別の画面で手続きの途中です。そちらを終えるか、取りやめてください。",
        "This is being paid on another page. Please finish it there, or give it up.",
        "ほかの 画面で はらって います。それを おわらせて ください。",
    )
    what_next = WAIT


class AttemptUnknown(PaymentRefusal):
    """There is no such attempt for this person."""

    code = "payments.attempt_unknown"
    status = 404
    sentence = text(
        "このお支払いの手続きは見つかりません。",
        "There is no such attempt to pay.",
        "この しはらいは ありません。",
    )
    what_next = LOOK_AGAIN


class NoGateway(PaymentRefusal):
    """The city has no provider in place."""

    code = "payments.no_gateway"
    status = 503
    sentence = text(
        "カードとコード決済は、いま使えません。納付書か窓口で納めてください。",
        "Cards and code payments cannot be used now. Please pay by slip or at the counter.",
        "カードは いま つかえません。まどぐちで はらって ください。",
    )


class NotSignedByGateway(PaymentRefusal):
    """A report whose seal does not hold."""

    code = "payments.report_not_believed"
    status = 400
    sentence = text(
        "通知の署名が確かめられません。", "The report's seal does not hold.", "しんじられません。"
    )


class NothingToRefund(PaymentRefusal):
    """More is asked back than was paid."""

    code = "payments.nothing_to_refund"
    sentence = text(
        "還付できるのは{most}円までです。納めた額を超えて返すことはできません。",
        "At most {most} yen can be paid back; never more than was paid.",
        "かえせる お金は {most}円までです。",
    )
    what_next = LOOK_AGAIN


class OwnRefund(PaymentRefusal):
    """Who asked cannot decide."""

    code = "payments.four_eyes"
    status = 403
    sentence = text(
        "自分が起こした手続きを、自分で承認することはできません。",
        "You cannot approve what you have asked for yourself.",
        "じぶんで きめる ことは できません。",
    )
    what_next = text(
        "会計課の別の職員に承認を頼んでください。",
        "Ask a colleague of the treasurer's section to approve it.",
        "ほかの 人に たのんで ください。",
    )


class WrongRefundState(PaymentRefusal):
    """It was decided already."""

    code = "payments.decided_already"
    status = 409
    sentence = text(
        "この手続きは、すでに「{state}」になっています。",
        "This was decided already: {state}.",
        "もう きまって います。",
    )
    what_next = LOOK_AGAIN


class RefundAccountMissing(PaymentRefusal):
    """There is no account to send the money to."""

    code = "payments.refund_account_missing"
    sentence = text(
        "振込先の口座がまだ登録されていません。カードで納めた分でなければ、口座が要ります。",
        "There is no bank account yet; what was not paid by card is sent to an account.",
        "口座が ありません。口座を おしえて ください。",
    )
