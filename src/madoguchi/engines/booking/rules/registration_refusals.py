# SPDX-License-Identifier: Apache-2.0
"""Why can somebody not register for booking, and what can they do instead?"""

from madoguchi.engines.booking.rules.refusals import BookingRefusal
from madoguchi.kernel.texts import text


class ProofTooOld(BookingRefusal):
    """The card was held too long ago to prove anything now."""

    code = "booking.proof_too_old"
    sentence = text(
        "カードで確かめてから時間がたったため、登録に使えません。",
        "Too much time has passed since the card was held.",
        "カードを つかってから 時間が たちました。",
    )
    what_next = text(
        "もう一度カードで確かめてください。",
        "Please hold your card again.",
        "もういちど カードを つかってください。",
    )


class RegisterYourselfFirst(BookingRefusal):
    """A group is registered by somebody who is registered."""

    code = "booking.register_yourself_first"
    sentence = text(
        "団体を登録する前に、代表の方の利用者登録(お名前と生年月日)が必要です。",
        "Before registering a group, please register yourself with name and date of birth.",
        "さきに じぶんの とうろくを してください。",
    )
    what_next = text(
        "「利用できる人の登録」の画面で、ご自分の登録をしてください。",
        "Register yourself on the page “Registration”.",
        "「とうろく」の ページで とうろく してください。",
    )


class TooManyGroups(BookingRefusal):
    """One person has registered as many groups as nobody at the counter has seen yet."""

    code = "booking.too_many_groups"
    sentence = text(
        "画面から仮登録できる団体は、おひとり{most}つまでです。",
        "One person can register up to {most} groups online.",
        "グループは {most}つまで とうろく できます。",
    )
    what_next = text(
        "名簿を窓口にお持ちになると、本登録になり、さらに登録できます。",
        "Bring the list of members to the counter to have a group registered fully.",
        "めいぼを まどぐちに もってきてください。",
    )


class ValidTooShort(BookingRefusal):
    """A full registration would end before a provisional one."""

    code = "booking.valid_too_short"
    sentence = text(
        "本登録の有効期限は、{last}より後の日にしてください。",
        "A full registration has to last beyond {iso}.",
        "{last}より あとの 日に してください。",
    )
    what_next = text(
        "翌年度末(3月31日)などの日を入れてください。入れた内容は残っています。",
        "Enter a day such as 31 March of the next fiscal year. What you entered is kept.",
        "日づけを なおして ください。",
    )


class ClassUnknown(BookingRefusal):
    """No offer knows the class."""

    code = "booking.class_unknown"
    sentence = text(
        "その区分は、どの受付の決まりにもありません。",
        "No offer knows this class.",
        "その くぶんは ありません。",
    )
    what_next = text(
        "一覧から区分を選んでください。",
        "Choose a class from the list.",
        "くぶんを えらんで ください。",
    )
