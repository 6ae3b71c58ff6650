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


class NameMissing(BookingRefusal):
    """Somebody is registered without a name."""

    code = "booking.name_missing"
    sentence = text(
        "お名前を入れてください。",
        "Please enter the name.",
        "なまえを 書いてください。",
    )
    what_next = text(
        "本人に確かめて入れてください。ほかに入れた内容は残っています。",
        "Ask for it and enter it. Everything else that was typed is kept.",
        "ほかの ところは のこっています。",
    )


class BirthUnreadable(BookingRefusal):
    """The date of birth is no day, or lies ahead."""

    code = "booking.birth_unreadable"
    sentence = text(
        "「{written}」は生年月日として読めません。",
        "“{written}” is no date of birth.",
        "「{written}」は 生まれた 日では ありません。",
    )
    what_next = text(
        "昭和22年5月1日、S22.5.1、1947-05-01 のように、きょうまでの日を入れてください。",
        "Enter a day up to today, such as 1947-05-01.",
        "1947-05-01 のように 書いてください。",
    )


class PaperMissing(BookingRefusal):
    """Residence or a class of one's own is registered without a paper that was seen."""

    code = "booking.paper_missing"
    sentence = text(
        "市内在住や一般以外の区分を登録するには、見て確かめた書類を選んでください。",
        "To register residence or a class of its own, choose the paper that you have seen.",
        "見た しょるいを えらんでください。",
    )
    what_next = text(
        "書類を見ていないときは、市内在住の印を外して登録し、次に来たときに確かめてください。",
        "Without a paper, register without residence and look at one on the next visit.",
        "しょるいが ないときは、「市内」の しるしを とってください。",
    )


class ValidPast(BookingRefusal):
    """A registration would have ended already."""

    code = "booking.valid_past"
    sentence = text(
        "有効期限が過ぎた日になっています。",
        "The last day of the registration is over already.",
        "もう おわった 日です。",
    )
    what_next = text(
        "きょうより後の日を入れてください。ふつうは翌年度末です。",
        "Enter a day after today, usually the end of the next fiscal year.",
        "あとの 日を 書いてください。",
    )


class PatronKnown(BookingRefusal):
    """Somebody with this name and telephone is registered already."""

    code = "booking.patron_known"
    status = 409
    sentence = text(
        "同じ名前と電話番号の方が、もう登録されています。",
        "Somebody with this name and telephone is registered already.",
        "もう とうろく されています。",
    )
    what_next = text(
        "電話番号で探して、その登録を開いて直してください。二重に登録すると、予約の上限を正しく数えられません。",
        "Find that registration by its telephone and change it: caps count per registration.",
        "電話ばんごうで さがして なおしてください。",
    )
