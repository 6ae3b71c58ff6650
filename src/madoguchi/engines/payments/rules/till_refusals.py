# SPDX-License-Identifier: Apache-2.0
"""Why can money not be taken at the counter, a till not be closed, a line not be matched?"""

from madoguchi.engines.payments.rules.route_refusals import RouteRefusal
from madoguchi.kernel.texts import text


class NothingScanned(RouteRefusal):
    """What was scanned or typed leads to no due."""

    code = "payments.nothing_scanned"
    status = 404
    sentence = text(
        "「{written}」の納付書や債権が見つかりません。",
        "No slip or due belongs to “{written}”.",
        "「{written}」は ありません。",
    )
    what_next = text(
        "バーコードかQRコードをもう一度読み取るか、12けたのお問い合わせ番号を入れてください。",
        "Scan again, or type the 12 digits of the due.",
        "もういちど よみとるか、12の 数字を 入れてください。",
    )


class TillIsOpen(RouteRefusal):
    """The till is open already."""

    code = "payments.till_is_open"
    status = 409
    sentence = text(
        "このレジは、すでに開いています。",
        "This till is open already.",
        "この レジは もう あいて います。",
    )
    what_next = text(
        "開いているレジで受け取るか、先に締めてください。",
        "Take money with the open till, or close it first.",
        "さきに しめてください。",
    )


class TillIsClosed(RouteRefusal):
    """The till is closed; what was taken then is corrected by a refund."""

    code = "payments.till_is_closed"
    status = 409
    sentence = text(
        "このレジは締められています。",
        "This till is closed.",
        "この レジは しまって います。",
    )
    what_next = text(
        "レジを開けてから受け取ってください。締めた後の取消しは、還付で行います。",
        "Open the till first. After closing, a payment is corrected by a refund.",
        "さきに レジを あけてください。",
    )


class TenderedTooLittle(RouteRefusal):
    """Less was handed over than is to be paid."""

    code = "payments.tendered_too_little"
    sentence = text(
        "お預かりの{tendered}円が、受け取る{yen}円より少なくなっています。",
        "{tendered} yen were handed over, which is less than {yen} yen.",
        "お金が たりません。{yen}円です。",
    )
    what_next = text(
        "お預かりの額を確かめるか、受け取る額を少なくしてください(一部納付)。",
        "Check what was handed over, or take a smaller amount (in part).",
        "もういちど かぞえてください。",
    )


class CountDiffers(RouteRefusal):
    """The count differs from what should be there, and nobody says why."""

    code = "payments.count_differs"
    sentence = text(
        "数えた現金は{counted}円、あるはずの現金は{expected}円です。過不足の説明を書いてください。",
        "{counted} yen were counted, {expected} yen should be there. Please explain the difference.",
        "{counted}円と {expected}円で ちがいます。りゆうを 書いてください。",
    )
    what_next = text(
        "もう一度数えても合わないときは、わかっていることを書いて締めてください。後で直すことはできません。",
        "Count again. If it still differs, write what you know; it cannot be changed later.",
        "もういちど かぞえてください。",
    )


class CountUnreadable(RouteRefusal):
    """A number of coins or notes is no number."""

    code = "payments.count_unreadable"
    sentence = text(
        "{denomination}円の枚数「{written}」を読めません。数字で入れてください。",
        "The number of {denomination} yen pieces, “{written}”, is no number.",
        "{denomination}円の 数が わかりません。数字を 入れてください。",
    )


class RouteReasonMissing(RouteRefusal):
    """Something that needs a reason was asked without one."""

    code = "payments.route_reason_missing"
    sentence = text(
        "理由を書いてください。記録に残り、後から確かめるためです。",
        "Please write the reason: it is kept, so that others can follow it.",
        "りゆうを 書いてください。",
    )


class SecondPersonNeeded(RouteRefusal):
    """The one who asks may not be the one who agrees."""

    code = "payments.second_person_needed"
    status = 403
    sentence = text(
        "取消しを求めた人とは別の職員が認める必要があります。",
        "Somebody else than the one who asked must agree.",
        "ほかの 人が きめます。",
    )
    what_next = text(
        "もう一人の職員に、この画面を開いてもらってください。",
        "Ask a colleague to open this page.",
        "ほかの 人に たのんでください。",
    )


class AlreadyDone(RouteRefusal):
    """It was settled, voided or asked for already."""

    code = "payments.already_done"
    status = 409
    sentence = text(
        "これはすでに処理されています。",
        "This is done already.",
        "もう おわって います。",
    )
    what_next = text(
        "画面を開き直して、いまの状態を確かめてください。",
        "Open the page again to see how it stands.",
        "がめんを もういちど 見てください。",
    )


class RunExists(RouteRefusal):
    """The bank was asked for this day."""

    code = "payments.run_exists"
    status = 409
    sentence = text(
        "{day}の口座振替の依頼は、すでに作られています。",
        "The withdrawals of {day} were made already.",
        "{day}の ぶんは もう あります。",
    )
    what_next = text(
        "同じ日の依頼を2回作ることはできません。作った依頼のファイルを使ってください。",
        "A day is asked for once. Use the file of the run that exists.",
        "もう ある ファイルを つかってください。",
    )


class RunEmpty(RouteRefusal):
    """No due of that day is paid by account transfer."""

    code = "payments.run_empty"
    sentence = text(
        "{day}が納期限で、口座振替の申込みがある未納の債権はありません。",
        "Nothing that is due on {day} is paid by account transfer.",
        "{day}の ぶんは ありません。",
    )


class MandateUnknown(RouteRefusal):
    """There is no mandate, or it was stopped."""

    code = "payments.mandate_unknown"
    status = 404
    sentence = text(
        "有効な口座振替の申込みがありません。",
        "There is no mandate in force.",
        "口座の もうしこみは ありません。",
    )


class SurplusTooSmall(RouteRefusal):
    """More is to be applied than was paid too much, or than is owed there."""

    code = "payments.surplus_too_small"
    sentence = text(
        "充当できるのは{most}円までです。",
        "At most {most} yen can be applied.",
        "{most}円まで です。",
    )
    what_next = text(
        "過誤納の額と、充当する先の未納額のうち、少ないほうまでです。還付の手続き中の額は使えません。",
        "It is the smaller of what was paid too much and what is owed there; refunds under way count.",
        "お金を もういちど 見てください。",
    )
