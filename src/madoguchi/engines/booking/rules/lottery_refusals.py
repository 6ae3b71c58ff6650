# SPDX-License-Identifier: Apache-2.0
"""Why does a lottery refuse, and what can the person do instead?"""

from madoguchi.engines.booking.rules.refusals import BookingRefusal
from madoguchi.kernel.texts import text


class LotteryFirst(BookingRefusal):
    """A lottery decides who gets this time."""

    code = "booking.lottery_first"
    status = 409
    sentence = text(
        "この期間は抽選で決まります(抽選:{title})。",
        "This period is given out by lottery ({title}).",
        "この 時間は ちゅうせんで きまります。",
    )
    what_next = text(
        "受付中なら抽選に申し込んでください。残った枠は抽選のあとに先着で予約できます。",
        "Enter the lottery while it is open; what is left can be booked afterwards.",
        "ちゅうせんに もうしこんでください。",
    )


class RoundNotOpen(BookingRefusal):
    """The lottery does not take entries at this time."""

    code = "booking.round_not_open"
    status = 409
    sentence = text(
        "この抽選の受付期間は{opens}から{closes}までです。",
        "This lottery takes entries from {opens} to {closes}.",
        "もうしこみは {opens}から {closes}までです。",
    )


class RoundNotReady(BookingRefusal):
    """The step cannot be taken in this state of the round."""

    code = "booking.round_not_ready"
    status = 409
    sentence = text(
        "抽選はいま「{state}」です。この操作は、まだできないか、もう済んでいます。",
        "The lottery is “{state}”: this cannot be done yet or is done already.",
    )


class WishesWrong(BookingRefusal):
    """The wishes do not fit the rules of the round."""

    code = "booking.wishes_wrong"
    sentence = text("{why}", "{why_en}", "{why_easy}")
    what_next = text(
        "希望を直して、もう一度送ってください。",
        "Please correct the wishes and send them again.",
        "なおして、もういちど おくってください。",
    )


class AlreadyEntered(BookingRefusal):
    """The person or group has entered this lottery."""

    code = "booking.already_entered"
    status = 409
    sentence = text(
        "この抽選にはすでに申し込んでいます(申込番号 {number})。",
        "You have already entered this lottery (number {number}).",
        "もう もうしこんで います({number})。",
    )
    what_next = text(
        "希望を変えるときは、前の申込みを取り下げてから申し込み直してください。",
        "To change your wishes, withdraw the entry and enter again.",
        "かえる ときは、まえの ものを とりさげてください。",
    )


class WinStays(BookingRefusal):
    """A win of a lottery keeps its time and place."""

    code = "booking.win_stays"
    sentence = text(
        "抽選で当たった予約は、日時と場所を変えられません。",
        "A booking won in a lottery keeps its time and place.",
        "ちゅうせんの よやくは 時間を かえられません。",
    )
    what_next = text(
        "使わないときは取り消してください。人数は減らせます。",
        "Cancel it if you do not need it. You can reduce the number of people.",
        "いらない ときは とりけしてください。",
    )
