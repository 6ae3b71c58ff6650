# SPDX-License-Identifier: Apache-2.0
"""Why can a booking not be changed as wished, or not without a price?"""

from madoguchi.engines.booking.rules.refusals import BookingRefusal
from madoguchi.kernel.texts import text


class TooLateToChange(BookingRefusal):
    """The last moment to give something up has passed."""

    code = "booking.too_late_to_change"
    sentence = text(
        "変更の期限({until})を過ぎました。予約はそのままです。",
        "The last moment to change ({until}) has passed. The booking stands as it was.",
        "{until}までに かえる きまりです。よやくは そのままです。",
    )
    what_next = text(
        "ご都合が変わったときは、施設に電話してください。",
        "If your plans have changed, please telephone the place.",
        "電話で つたえてください。",
    )


class ChangeCosts(BookingRefusal):
    """What the change gives up is charged, and nobody has agreed to that yet."""

    code = "booking.change_costs"
    status = 409
    sentence = text(
        "この変更では、いまの予約を手放す分として{price}がかかります。変更後の料金とあわせた"
        "お支払いは{total}円です。まだ変更していません。",
        "For what you give up this change costs {price_en}; with the new fee it is {total} yen in "
        "all. Nothing has been changed yet.",
        "かえると {price_easy}が かかります。あわせて {total}円です。まだ かえていません。",
    )
    what_next = text(
        "よければ、内容を確かめて変更を決めてください。やめるときは、予約はそのままです。",
        "If that is all right, agree to it. Otherwise the booking stands as it was.",
        "よければ 「かえる」を おしてください。",
    )

    def __init__(self, *, yen: int, points: int, total: int) -> None:
        ja = [f"{yen:,}円"] * bool(yen) + [f"ペナルティ点{points}点"] * bool(points)
        en = [f"{yen:,} yen"] * bool(yen) + [f"{points} penalty points"] * bool(points)
        easy = [f"{yen:,}円"] * bool(yen) + [f"ペナルティ {points}てん"] * bool(points)
        super().__init__(
            price="と".join(ja), price_en=" and ".join(en), price_easy="と ".join(easy),
            total=f"{total:,}",
        )  # fmt: skip
        self.cost = (yen, points)
        """Yen and points that one would agree to."""
