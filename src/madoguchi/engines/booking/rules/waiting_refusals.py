# SPDX-License-Identifier: Apache-2.0
"""Why can somebody not wait for a time, or not be given a place that has become free?"""

from madoguchi.engines.booking.rules.refusals import BookingRefusal
from madoguchi.kernel.texts import text


class WaitingNotNeeded(BookingRefusal):
    """There is room, so nobody needs to wait."""

    code = "booking.waiting_not_needed"
    status = 409
    sentence = text(
        "この時間はいま空いています。キャンセル待ちをせずに予約できます。",
        "There is room at this time: you can book it without waiting.",
        "いま あいています。またなくても よやく できます。",
    )
    what_next = text(
        "「予約する」を押すと、入れた内容のまま、この時間を取り置きます。",
        "Press “Book” and this time is held for you with what you have entered.",
        "「よやくする」を おしてください。",
    )


class ListFull(BookingRefusal):
    """So many wait that nobody else can join."""

    code = "booking.waiting_list_full"
    status = 409
    sentence = text(
        "キャンセル待ちは定員({size}組)に達しました。",
        "The waiting list is full ({size} parties).",
        "まっている 人が いっぱいです({size}組)。",
    )
    what_next = text(
        "ほかの時間を選ぶか、日をおいてもう一度お試しください。",
        "Choose another time, or try again another day.",
        "ほかの 時間を えらんでください。",
    )


class WaiterPassedOver(BookingRefusal):
    """Who waits may not book just now, whatever is free."""

    code = "booking.waiter_passed_over"
    status = 409
    sentence = text(
        "この方はいま予約できないため、繰り上げませんでした。{why}",
        "This person cannot book just now, so no place was given. {why_en}",
        "いま よやく できない 人です。{why_easy}",
    )
    what_next = text(
        "本人には理由をお知らせしました。条件が整うまで、次の方を先に繰り上げられます。",
        "The person was told why. Until that changes, you can promote the next one.",
        "つぎの 人を さきに できます。",
    )


class WaiterEnded(BookingRefusal):
    """The place on the list was ended, because the rules do not allow the wish any more."""

    code = "booking.waiter_ended"
    status = 409
    sentence = text(
        "この申込みはいまの決まりに合わないため、キャンセル待ちを終わりにしました。{why}",
        "The wish does not fit the rules any more, so the place on the list has ended. {why_en}",
        "きまりが かわったので、おわりました。{why_easy}",
    )
    what_next = text(
        "本人には理由をお知らせしました。必要なら電話でご案内ください。",
        "The person was told why. Telephone if help is needed.",
        "りゆうを 本人に しらせました。",
    )
