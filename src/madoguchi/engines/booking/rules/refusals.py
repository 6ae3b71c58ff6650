# SPDX-License-Identifier: Apache-2.0
"""Why can something not be booked, and what can the person do instead?"""

from typing import ClassVar

from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import TextValue, text

ASK = text(
    "わからないときは、施設の窓口か電話でおたずねください。",
    "If you are unsure, please ask at the counter of the place or by telephone.",
    "わからない ときは、電話で きいてください。",
)
OTHER_TIME = text(
    "空いている別の時間を選ぶか、キャンセル待ちに申し込んでください。",
    "Please choose another free time, or join the waiting list.",
    "ほかの 時間を えらんでください。",
)


class BookingRefusal(Refusal):
    """A refusal of this engine; subclasses carry their words."""

    sentence: ClassVar[TextValue]
    what_next: ClassVar[TextValue] = ASK

    def __init__(self, **values: object) -> None:
        super().__init__(
            self.sentence.fill(**values) if values else self.sentence,
            next_step=self.what_next.fill(**values) if values else self.what_next,
        )
        self.values = values


class TimeUnreadable(BookingRefusal):
    """The text is no time of day."""

    code = "booking.time_unreadable"
    sentence = text(
        "「{written}」は時刻として読めません。9:00 や 13:30 のように、5分きざみで入れてください。",
        "“{written}” is no time. Write it like 9:00 or 13:30, in steps of 5 minutes.",
        "「{written}」は 時間では ありません。9:00 のように 書いてください。",
    )


class OfferUnknown(BookingRefusal):
    """There is no such offer."""

    code = "booking.offer_unknown"
    status = 404
    sentence = text(
        "この予約の受付は見つかりません。終わったか、番号が違います。",
        "There is no such offer: it has ended, or the address is wrong.",
        "この よやくは ありません。",
    )


class SpaceUnknown(BookingRefusal):
    """The space does not exist or is not part of the offer."""

    code = "booking.space_unknown"
    status = 404
    sentence = text(
        "この場所は、この受付では予約できません。場所を選び直してください。",
        "This place cannot be booked here. Please choose the place again.",
        "この 場所は よやく できません。ほかの 場所を えらんでください。",
    )


class ReservationUnknown(BookingRefusal):
    """There is no such reservation for this person."""

    code = "booking.reservation_unknown"
    status = 404
    sentence = text(
        "この予約は見つかりません。番号を確かめてください。",
        "There is no such reservation. Please check the number.",
        "この よやくは ありません。番号を 見てください。",
    )


class SlotTaken(BookingRefusal):
    """Someone else has the time."""

    code = "booking.slot_taken"
    status = 409
    sentence = text(
        "この時間は、ほかの方の予約が先に入りました。",
        "Someone else has just booked this time.",
        "この 時間は もう いっぱいです。",
    )
    what_next = OTHER_TIME


class QuotaFull(BookingRefusal):
    """Fewer places are left than were asked for."""

    code = "booking.full"
    status = 409
    sentence = text(
        "定員に達しました。残りは{left}人分です。",
        "There are not enough places: {left} left.",
        "のこりは {left}人です。",
    )
    what_next = OTHER_TIME


class TooBusy(BookingRefusal):
    """The database could not serve everyone at once, time after time."""

    code = "booking.busy"
    status = 503
    retry_after = 5
    sentence = text(
        "ただいま予約が集中しています。予約はまだできていません。",
        "Many people are booking just now. Nothing has been booked yet.",
        "いま こんでいます。まだ よやく できていません。",
    )
    what_next = text(
        "5秒ほど待って、もう一度押してください。",
        "Please wait five seconds and press again.",
        "5びょう まって、もういちど おしてください。",
    )


class PastTime(BookingRefusal):
    """The time is over, or too near."""

    code = "booking.past"
    sentence = text(
        "この時間の受付は終わりました。",
        "Booking for this time has ended.",
        "この 時間の うけつけは おわりました。",
    )
    what_next = OTHER_TIME


class TooEarly(BookingRefusal):
    """Booking for that day has not begun."""

    code = "booking.too_early"
    sentence = text(
        "この日の受付は{opens}に始まります。",
        "Booking for that day opens on {opens}.",
        "{opens}から よやく できます。",
    )
    what_next = text(
        "受付が始まってから、もう一度お越しください。",
        "Please come back when booking has opened.",
        "はじまってから また 来てください。",
    )


class OutsideHours(BookingRefusal):
    """The place is closed then."""

    code = "booking.closed"
    sentence = text(
        "この時間は開いていません。",
        "The place is closed at that time.",
        "この 時間は しまっています。",
    )
    what_next = OTHER_TIME


class NotASlot(BookingRefusal):
    """The times do not fit the slots of the offer."""

    code = "booking.not_a_slot"
    sentence = text(
        "この時間の区切りでは予約できません。表にある時間から選んでください。",
        "These times do not fit. Please choose from the times in the table.",
        "時間を ひょうから えらんでください。",
    )
    what_next = OTHER_TIME


class TooManyPeople(BookingRefusal):
    """The party is larger than the place or the offer allows."""

    code = "booking.too_many_people"
    sentence = text(
        "一度に予約できるのは{most}人までです。",
        "At most {most} people can be booked at once.",
        "{most}人まで よやく できます。",
    )


class NotEligible(BookingRefusal):
    """The person or group is not among those whom the offer is for."""

    code = "booking.not_eligible"
    status = 403
    sentence = text("{why}", "{why_en}", "{why_easy}")
    what_next = text(
        "登録の内容が変わったときは、窓口で登録を直してください。",
        "If your registration has changed, please have it put right at the counter.",
        "とうろくが かわったら、まどぐちに 来てください。",
    )


class BirthsWrong(BookingRefusal):
    """Not one date of birth for each child."""

    code = "booking.births_wrong"
    sentence = text(
        "お子さん{people}人分の生年月日を入れてください。",
        "Please give the dates of birth of all {people} children.",
        "子ども {people}人の 生まれた 日を 書いてください。",
    )


class Suspended(BookingRefusal):
    """Too many penalty points."""

    code = "booking.suspended"
    status = 403
    sentence = text(
        "無断の不使用などが重なったため、{until}まで新しい予約はできません。",
        "Because of unused bookings you cannot make new ones until {until}.",
        "{until}まで よやく できません。",
    )


class CapReached(BookingRefusal):
    """The person or group has as many bookings as the rules allow."""

    code = "booking.cap_reached"
    sentence = text(
        "{who}が予約できる上限({period}{most}{unit})に達しています。",
        "The limit ({most} {unit_en} {period_en}) has been reached.",
        "よやくは {period}{most}{unit}までです。",
    )
    what_next = text(
        "使わない予約を取り消すか、ほかの期間で予約してください。",
        "Cancel a booking that you do not need, or book in another period.",
        "いらない よやくを とりけしてください。",
    )


class OwnOverlap(BookingRefusal):
    """The same person or group already has a booking at that time."""

    code = "booking.own_overlap"
    status = 409
    sentence = text(
        "同じ時間に、すでにご自分の予約({number})があります。",
        "You already have a booking ({number}) at that time.",
        "おなじ 時間に よやく({number})が あります。",
    )


class HoldExpired(BookingRefusal):
    """The hold or the date to confirm has passed."""

    code = "booking.hold_expired"
    status = 409
    sentence = text(
        "仮押さえの期限が過ぎました。この予約は成立していません。",
        "The hold has expired. The booking was not made.",
        "時間が すぎました。よやくは できていません。",
    )
    what_next = text(
        "空いていれば、もう一度選ぶと予約できます。",
        "If the time is still free you can choose it again.",
        "もういちど えらんでください。",
    )


class WrongState(BookingRefusal):
    """The reservation has moved on."""

    code = "booking.wrong_state"
    status = 409
    sentence = text(
        "この予約はいま「{state}」なので、この操作はできません。",
        "This booking is “{state}” now, so this cannot be done.",
        "この よやくは「{state}」です。できません。",
    )


class TooLateToCancel(BookingRefusal):
    """The use has begun or the last moment to cancel has passed."""

    code = "booking.too_late_to_cancel"
    sentence = text(
        "取り消しの期限({until})を過ぎました。",
        "The last moment to cancel ({until}) has passed.",
        "{until}までに とりけす きまりです。",
    )
    what_next = text(
        "ご都合が変わったときは、施設に電話してください。",
        "If your plans have changed, please telephone the place.",
        "電話で つたえてください。",
    )


class WaitingListFirst(BookingRefusal):
    """Others are waiting for this time."""

    code = "booking.others_wait"
    status = 409
    sentence = text(
        "この時間は、キャンセル待ちの方を先にご案内しています。",
        "People on the waiting list come first for this time.",
        "さきに まっている人が います。",
    )
    what_next = text(
        "キャンセル待ちに申し込むか、別の時間を選んでください。",
        "Join the waiting list or choose another time.",
        "ほかの 時間を えらんでください。",
    )


class AlreadyWaiting(BookingRefusal):
    """The person or group is on this waiting list."""

    code = "booking.already_waiting"
    status = 409
    sentence = text(
        "この時間のキャンセル待ちには、すでに申し込んでいます。",
        "You are already on the waiting list for this time.",
        "もう まっている人の リストに います。",
    )


class NoWaitingList(BookingRefusal):
    """The offer keeps no waiting list."""

    code = "booking.no_waiting_list"
    sentence = text(
        "この受付にはキャンセル待ちがありません。",
        "There is no waiting list for this.",
        "キャンセルまちは ありません。",
    )
    what_next = OTHER_TIME


class CapacityBelowSold(BookingRefusal):
    """A capacity was to be set below what is sold."""

    code = "booking.capacity_below_sold"
    status = 409
    sentence = text(
        "{bucket}はすでに{taken}人分の予約があるため、定員を{capacity}人にはできません。",
        "{taken} places are already booked for {bucket}; the capacity cannot become {capacity}.",
    )
    what_next = text(
        "定員を{taken}人以上にするか、先に予約の方へ連絡して取り消してください。",
        "Set it to at least {taken}, or tell those who booked and cancel first.",
    )


class SpaceInUse(BookingRefusal):
    """The space has live bookings that the change would overtake."""

    code = "booking.space_in_use"
    status = 409
    sentence = text(
        "この場所には予約が{count}件入っています。",
        "There are {count} bookings of this place.",
    )
    what_next = text(
        "予約の一覧を確かめ、取り消して知らせるときは「予約も取り消す」を選んでください。",
        "Look at the bookings; choose “cancel them too” to cancel and inform everyone.",
    )


class RuleWrong(BookingRefusal):
    """A rule contradicts itself or leaves nobody who may book."""

    code = "booking.rule_wrong"
    sentence = text("受付の決まりに誤りがあります:{why}", "The rules are not right: {why}")
    what_next = text(
        "示した所を直してから保存してください。まだ何も変わっていません。",
        "Correct that place and save again. Nothing has been changed.",
    )


class SameKeyOtherRequest(BookingRefusal):
    """An idempotency key was used for something else."""

    code = "booking.key_used"
    status = 409
    sentence = text(
        "この操作は別の内容ですでに受け付けています。",
        "This request was already taken with other contents.",
        "もう うけつけました。",
    )
