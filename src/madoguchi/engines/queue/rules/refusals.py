# SPDX-License-Identifier: Apache-2.0
"""Why can something not be done in the queue, and what can the person do instead?"""

from typing import ClassVar

from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import TextValue, text

ASK = text(
    "わからないときは、近くの職員か総合案内に声をかけてください。",
    "If you are unsure, please ask a member of staff or at the information desk.",
    "わからない ときは、市役所の 人に きいてください。",
)
LOOK = text(
    "画面を新しくして、いまの状態を確かめてください。",
    "Reload the page and look at the present state.",
    "もういちど 画面を 見てください。",
)


class QueueRefusal(Refusal):
    """A refusal of this engine; subclasses carry their words."""

    sentence: ClassVar[TextValue]
    what_next: ClassVar[TextValue] = ASK

    def __init__(self, **values: object) -> None:
        super().__init__(
            self.sentence.fill(**values) if values else self.sentence,
            next_step=self.what_next.fill(**values) if values else self.what_next,
        )
        self.values = values


class LineUnknown(QueueRefusal):
    """There is no such line."""

    code = "queue.line_unknown"
    status = 404
    sentence = text(
        "この受付は見つかりません。窓口の一覧から選び直してください。",
        "There is no such line. Please choose again from the list of counters.",
        "この うけつけは ありません。もういちど えらんでください。",
    )


class DeskUnknown(QueueRefusal):
    """There is no such desk."""

    code = "queue.desk_unknown"
    status = 404
    sentence = text(
        "この窓口は見つかりません。", "There is no such desk.", "この 窓口は ありません。"
    )


class KioskUnknown(QueueRefusal):
    """The address belongs to no device that is in use."""

    code = "queue.kiosk_unknown"
    status = 404
    sentence = text(
        "この発券機は使われていません。職員が「発券機」の画面で登録し直してください。",
        "This kiosk is not in use. Staff can register it again on the page of kiosks.",
        "この 機械は 使えません。市役所の 人に きいてください。",
    )


class SectionUnknown(QueueRefusal):
    """The section has no lines."""

    code = "queue.section_unknown"
    status = 404
    sentence = text(
        "この課には順番待ちの受付がありません。",
        "This section has no line to wait in.",
        "この 課には うけつけが ありません。",
    )


class TicketUnknown(QueueRefusal):
    """There is no ticket with this code."""

    code = "queue.ticket_unknown"
    status = 404
    sentence = text(
        "この整理券は見つかりません。二次元コードか、確認コードを確かめてください。",
        "There is no such ticket. Please check the QR code or the code on the paper.",
        "この 番号の 紙は ありません。コードを 見てください。",
    )


class NotYetOpen(QueueRefusal):
    """Tickets are not given yet."""

    code = "queue.not_yet_open"
    status = 409
    sentence = text(
        "整理券は{opens}からお渡しします。",
        "Tickets are given from {opens}.",
        "{opens}から 番号が もらえます。",
    )
    what_next = text(
        "その時刻に、もう一度お越しいただくか、この画面を開いてください。",
        "Please come back, or open this page again, at that time.",
        "その 時間に もういちど 見てください。",
    )


class ClosedToday(QueueRefusal):
    """The line is not served (any more) today."""

    code = "queue.closed_today"
    status = 409
    sentence = text(
        "きょうの受付は終わりました。",
        "This line takes no more people today.",
        "きょうの うけつけは おわりました。",
    )
    what_next = text(
        "次の開庁日にお越しください。お急ぎのときは、電話でおたずねください。",
        "Please come on the next open day. If it is urgent, please telephone.",
        "つぎの 日に 来てください。いそぐ ときは 電話してください。",
    )


class NotServedToday(QueueRefusal):
    """The line is not served at all on this day."""

    code = "queue.not_served_today"
    status = 409
    sentence = text(
        "きょうは、この受付をしていません。",
        "This line is not served today.",
        "きょうは この うけつけが ありません。",
    )
    what_next = ClosedToday.what_next


class WebClosed(QueueRefusal):
    """Phones get no more tickets today, the hall still does."""

    code = "queue.web_closed"
    status = 409
    sentence = text(
        "スマートフォンでの受付は終わりました。市役所の発券機では、{until}まで整理券を取れます。",
        "Tickets from phones have ended for today. The kiosk in the hall gives them until {until}.",
        "スマホの うけつけは おわりました。市役所では {until}まで もらえます。",
    )
    what_next = text(
        "市役所に着いたら、発券機か職員から整理券を受け取ってください。",
        "When you arrive, please take a ticket at the kiosk or from staff.",
        "市役所で 番号を もらってください。",
    )


class LinePaused(QueueRefusal):
    """Nobody is taken into the line for now."""

    code = "queue.line_paused"
    status = 409
    sentence = text(
        "いまは受付を止めています。理由:{reason}",
        "The line is paused at the moment. Reason: {reason}",
        "いま うけつけを とめて います。わけ:{reason}",
    )
    what_next = text(
        "受付が再開すると、窓口の一覧に「受付中」と出ます。しばらくしてから確かめてください。",
        "The list of counters shows when it is open again. Please look a little later.",
        "すこし あとで もういちど 見てください。",
    )


class DayFull(QueueRefusal):
    """All tickets of the day are given."""

    code = "queue.day_full"
    status = 409
    sentence = text(
        "きょうの整理券({most}枚)は、すべてお渡ししました。",
        "All {most} tickets of today have been given.",
        "きょうの 番号は なくなりました。",
    )
    what_next = ClosedToday.what_next


class AlreadyHolding(QueueRefusal):
    """The same person has a ticket of this line that is not over."""

    code = "queue.already_holding"
    status = 409
    sentence = text(
        "この受付の整理券({label})を、もうお持ちです。",
        "You already hold the ticket {label} of this line.",
        "もう {label}の 番号を もって います。",
    )
    what_next = text(
        "お持ちの整理券の画面で、順番を確かめてください。取り直すときは、先に取りやめてください。",
        "Please look at your ticket. To take another, give that one up first.",
        "その 番号の 画面を 見てください。",
    )

    def __init__(self, *, label: str, ticket_code: str) -> None:
        super().__init__(label=label)
        self.ticket_code = ticket_code


class WrongState(QueueRefusal):
    """The ticket is not in a state in which this can be done."""

    code = "queue.wrong_state"
    status = 409
    sentence = text(
        "整理券 {label} は「{state}」なので、この操作はできません。",
        "Ticket {label} is “{state}”: this cannot be done now.",
        "{label}は いま この 操作が できません。",
    )
    what_next = LOOK


class DeskClosed(QueueRefusal):
    """The desk is not open."""

    code = "queue.desk_closed"
    status = 409
    sentence = text(
        "この窓口は閉まっています。",
        "This desk is closed.",
        "この 窓口は しまって います。",
    )
    what_next = text(
        "先に「窓口を開ける」を押してください。",
        "Press “open the desk” first.",
        "さきに 窓口を あけてください。",
    )


class DeskBusy(QueueRefusal):
    """Somebody is still at the desk."""

    code = "queue.desk_busy"
    status = 409
    sentence = text(
        "整理券 {label} の方の応対が終わっていません。",
        "Ticket {label} is still at this desk.",
        "{label}の 人が まだ います。",
    )
    what_next = text(
        "来ていたら「来ました」、来なければ「来ません」を押してから進んでください。",
        "Say whether the person came or did not come, then go on.",
        "来たか 来ないかを おしてください。",
    )


class NobodyWaits(QueueRefusal):
    """There is nobody to call."""

    code = "queue.nobody_waits"
    status = 409
    sentence = text(
        "この窓口で呼べる方は、いまいません。",
        "Nobody waits for this desk at the moment.",
        "いま まって いる 人は いません。",
    )
    what_next = text(
        "新しい方が来ると、この画面に出ます。",
        "Whoever comes next appears on this page.",
        "人が 来ると 画面に 出ます。",
    )


class GraceOver(QueueRefusal):
    """Too long ago to come back."""

    code = "queue.grace_over"
    status = 409
    sentence = text(
        "呼び出しから時間がたったため({minutes}分まで)、この番号には戻れません。",
        "It is too long since you were called (up to {minutes} minutes).",
        "{minutes}分を すぎました。この 番号は もう 使えません。",
    )
    what_next = text(
        "お手数ですが、もう一度整理券をお取りください。お急ぎの事情は職員にお話しください。",
        "Please take a new ticket, or tell staff if it is urgent.",
        "もういちど 番号を もらってください。",
    )


class OtherSection(QueueRefusal):
    """A ticket cannot be sent to the line it stands in."""

    code = "queue.same_line"
    status = 409
    sentence = text(
        "同じ受付には送れません。ほかの受付を選んでください。",
        "It stands in this line already. Please choose another line.",
        "おなじ うけつけです。ほかを えらんでください。",
    )
    what_next = LOOK


class AppointmentUnknown(QueueRefusal):
    """No booking of today with this number is received here."""

    code = "queue.appointment_unknown"
    status = 404
    sentence = text(
        "この予約番号で、きょう受け付ける予約が見つかりません。",
        "There is no booking for today with this number.",
        "この 番号の きょうの よやくは ありません。",
    )
    what_next = text(
        "番号(例: R8-4K7M-0273-6)を確かめてください。見つからないときは、予約のない方の受付から整理券をお取りになるか、職員に声をかけてください。",
        "Please check the number, such as R8-4K7M-0273-6, or take an ordinary ticket, or ask staff.",
        "番号を もういちど 見てください。市役所の 人に きいても いいです。",
    )


class AppointmentUsed(QueueRefusal):
    """The booking has become a ticket already."""

    code = "queue.appointment_used"
    status = 409
    sentence = text(
        "この予約の整理券は、もうお渡ししています。",
        "The ticket for this booking has been given already.",
        "この よやくの 番号は もう わたしました。",
    )
    what_next = text(
        "お手もとの整理券の番号でお待ちください。なくしたときは、職員に声をかけてください。",
        "Please wait with that ticket. If you have lost it, ask a member of staff.",
        "その 番号で まってください。",
    )


class RuleWrong(QueueRefusal):
    """The rules or fields contradict themselves."""

    code = "queue.rule_wrong"
    sentence = text(
        "直すところがあります:{why}",
        "There is something to correct: {why}",
        "なおしてください:{why}",
    )
    what_next = text(
        "その欄を直して、もう一度保存してください。入力した内容は残っています。",
        "Correct it and save again; what you typed is kept.",
        "なおして もういちど おしてください。",
    )


class DeskInUse(QueueRefusal):
    """A desk cannot be closed or changed while somebody is there."""

    code = "queue.desk_in_use"
    status = 409
    sentence = DeskBusy.sentence
    what_next = text(
        "応対を終えてから、もう一度操作してください。",
        "Finish with that person first, then try again.",
        "おわってから もういちど おしてください。",
    )


class TooBusy(QueueRefusal):
    """The database could not serve everyone at once; nothing was done."""

    code = "queue.too_busy"
    status = 503
    sentence = text(
        "混み合っているため、受け付けられませんでした。何も変わっていません。",
        "It was too busy just now; nothing has been changed.",
        "こんで います。なにも かわって いません。",
    )
    what_next = text(
        "少し待って、もう一度押してください。",
        "Please wait a moment and press again.",
        "すこし まって もういちど おしてください。",
    )
