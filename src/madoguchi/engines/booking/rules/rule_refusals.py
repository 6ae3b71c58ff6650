# SPDX-License-Identifier: Apache-2.0
"""Why can rules or packs not be saved, and what can be done?"""

from madoguchi.engines.booking.rules.refusals import BookingRefusal
from madoguchi.kernel.texts import text


class PackNotLoaded(BookingRefusal):
    """Something in a pack cannot be loaded; nothing was changed."""

    code = "booking.pack_not_loaded"
    sentence = text(
        "パックを読み込めません。何も変えていません。{why}",
        "The pack cannot be loaded; nothing was changed. {why}",
        "よみこめません。{why}",
    )
    what_next = text(
        "挙げた所を直して、もう一度読み込んでください。--checkで先に確かめられます。",
        "Correct what is named and load again; --check shows everything before.",
        "なおして、もういちど よみこんでください。",
    )


class RulesMoved(BookingRefusal):
    """Somebody else has saved these rules meanwhile."""

    code = "booking.rules_moved"
    status = 409
    sentence = text(
        "ほかの職員が先にこの決まりを保存しました。あなたの入力はこの画面に残っています。",
        "Somebody else has saved these rules meanwhile. What you typed is still on this page.",
        "ほかの人が さきに ほぞんしました。",
    )
    what_next = text(
        "「これまでの版」で変わった所を見てから、もう一度確かめて保存してください。",
        "Look at the earlier revisions, check again, and save.",
        "まえの版を 見て、もういちど ほぞんして ください。",
    )


class RoomsTaken(BookingRefusal):
    """A room of a course is booked, or closed, at the time of a meeting."""

    code = "booking.rooms_taken"
    status = 409
    sentence = text(
        "「{course}」の会場「{space}」は、{when}にほかの予約か使用停止が入っています(予約{count}件)。",
        "The room “{space}” of “{course}” is booked or closed on {when} ({count} bookings).",
        "「{course}」の へや「{space}」は {when}に つかわれて います。",
    )
    what_next = text(
        "会場か日時を変えるか、先に入っている予約の方に連絡してから、もう一度読みこんでください。",
        "Choose another room or time, or speak with those who booked, and try again.",
        "へやか 日を かえて ください。",
    )
