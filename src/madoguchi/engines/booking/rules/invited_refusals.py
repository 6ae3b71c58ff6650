# SPDX-License-Identifier: Apache-2.0
"""Why can an invitation not be opened or booked, and what can the family do instead?"""

from madoguchi.engines.booking.rules.refusals import BookingRefusal
from madoguchi.kernel.texts import text


class InvitationUnknown(BookingRefusal):
    """Number and birth date do not belong together."""

    code = "booking.invitation_unknown"
    status = 404
    sentence = text(
        "この案内番号と生年月日の組み合わせは見つかりません。",
        "There is no invitation with this number and date of birth.",
        "この ばんごうと 生まれた日は 見つかりません。",
    )
    what_next = text(
        "お手紙の番号と、お子さんの生年月日を見て、もう一度入れてください。お手紙が見つからないときは、"
        "保健センターに電話してください。",
        "Please check the number in the letter and the child's date of birth. If you cannot find the "
        "letter, telephone the health centre.",
        "お手紙を 見て、もういちど 書いて ください。",
    )


class InvitationOver(BookingRefusal):
    """The last day to book has passed."""

    code = "booking.invitation_over"
    sentence = text(
        "この案内で予約できるのは{until}まででした。",
        "This invitation could be used until {until}.",
        "{until}まででした。",
    )
    what_next = text(
        "別の日に受けられますので、保健センターに電話してください。",
        "Please telephone the health centre: another day can be found.",
        "保健センターに 電話して ください。",
    )


class InvitedAlready(BookingRefusal):
    """A child has a booking already."""

    code = "booking.invited_already"
    status = 409
    sentence = text(
        "{name}さんは、すでに別の日時で予約しています。まだ何も変えていません。",
        "{name} has a booking at another time already. Nothing was changed.",
        "{name}さんは もう よやくが あります。",
    )
    what_next = text(
        "前の予約を取り消してから、新しい日時を選んでください。",
        "Cancel that booking first, then choose a new time.",
        "まえの よやくを やめてから えらんで ください。",
    )


class NotOfAge(BookingRefusal):
    """A child is too young or too old on that day."""

    code = "booking.not_of_age"
    sentence = text(
        "{name}さんが受けられるのは{first}から{last}までです。",
        "{name} can come from {first_en} to {last_en}.",
        "{name}さんは {first}から {last}までです。",
    )
    what_next = text(
        "この期間の日を選んでください。",
        "Choose a day in that period.",
        "この あいだの 日を えらんで ください。",
    )


class NobodyChosen(BookingRefusal):
    """No child was chosen."""

    code = "booking.nobody_chosen"
    sentence = text(
        "予約するお子さんが選ばれていません。",
        "No child is chosen.",
        "子どもを えらんで ください。",
    )
    what_next = text(
        "お子さんを1人以上選んでください。",
        "Choose at least one child.",
        "1人 えらんで ください。",
    )
