# SPDX-License-Identifier: Apache-2.0
"""Why can staff not do something, and what can they do instead?"""

from madoguchi.engines.booking.rules.refusals import BookingRefusal
from madoguchi.kernel.texts import text


class DayUnreadable(BookingRefusal):
    """The words are no day."""

    code = "booking.day_unreadable"
    sentence = text(
        "「{written}」は日付として読めません。12/1、1201、土、あす のように入れてください。",
        "“{written}” is no day. Write 12/1, 1201, or a whole date.",
        "「{written}」は 日づけでは ありません。12/1 のように 書いてください。",
    )


class GateFileUnreadable(BookingRefusal):
    """The file is no log of a gate."""

    code = "booking.gate_file_unreadable"
    sentence = text(
        "この ファイルは、入口の記録として読めません。",
        "This file is no log of a gate.",
        "この ファイルは よめません。",
    )
    what_next = text(
        "入口のプログラムが書いたファイル(gate-log.json)を選んでください。",
        "Choose the file that the gate's program wrote (gate-log.json).",
        "gate-log.json を えらんでください。",
    )


class TicketUnknown(BookingRefusal):
    """The code was not made here, or belongs to no booking."""

    code = "booking.ticket_unknown"
    status = 404
    sentence = text(
        "この番号やQRコードの予約は見つかりません。",
        "No booking belongs to this number or code.",
        "この ばんごうの よやくは ありません。",
    )
    what_next = text(
        "番号を1文字ずつ確かめるか、お名前と時間を「日」の画面で探してください。",
        "Check the number sign by sign, or look for the name and time on the day's page.",
        "ばんごうを 見てください。",
    )


class AlreadyClosed(BookingRefusal):
    """A space that is to be taken is closed already in that time."""

    code = "booking.already_closed"
    status = 409
    sentence = text(
        "「{space}」は、その時間に別の使用停止がすでにあります。",
        "“{space}” is closed already in that time.",
        "「{space}」は もう しまって います。",
    )
    what_next = text(
        "先にその使用停止を解除するか、この場所を外してください。",
        "Lift that closure first, or leave the place out.",
        "ほかの ばしょを えらんでください。",
    )


class ReasonMissing(BookingRefusal):
    """Something that needs a reason was asked without one."""

    code = "booking.reason_missing"
    sentence = text(
        "理由を書いてください。記録に残り、本人にも説明できるようにするためです。",
        "Please write the reason: it is kept, and the person may be told.",
        "りゆうを 書いてください。",
    )


class MessageMissing(BookingRefusal):
    """There is nothing to send, or nobody to send it to."""

    code = "booking.message_missing"
    sentence = text(
        "送る文がないか、送る相手がいません。",
        "There are no words to send, or nobody to send them to.",
        "ぶんを 書いてください。",
    )


class CallerUnknown(BookingRefusal):
    """Nobody was chosen to book for, or a new caller has no name or telephone."""

    code = "booking.caller_unknown"
    sentence = text(
        "予約する方が決まっていません。名前かフリガナと、電話番号を入れてください。",
        "Nobody is chosen yet. Enter a name (or its reading) and a telephone number.",
        "なまえと 電話ばんごうを 入れてください。",
    )


class PlaceNotFound(BookingRefusal):
    """No place is called so."""

    code = "booking.place_not_found"
    sentence = text(
        "「{written}」という場所や受付はありません。名前の一部を入れてください。",
        "There is no place or offer “{written}”. Enter a part of its name.",
        "「{written}」は ありません。なまえの 一部を 入れてください。",
    )


class PeopleUnreadable(BookingRefusal):
    """The words are no number of people."""

    code = "booking.people_unreadable"
    sentence = text(
        "「{written}」は人数として読めません。数字で入れてください。",
        "“{written}” is no number of people. Enter digits.",
        "「{written}」は にんずうでは ありません。すうじを 入れてください。",
    )


class CountUnreadable(BookingRefusal):
    """The words are no number of pieces."""

    code = "booking.count_unreadable"
    sentence = text(
        "設備の数「{written}」は読めません。0から99までの数字で入れてください。",
        "“{written}” is no number of pieces. Enter digits from 0 to 99.",
        "「{written}」は 数では ありません。すうじを 入れてください。",
    )


class ChooseTime(BookingRefusal):
    """The chosen time is not free any more, or none was chosen."""

    code = "booking.choose_time"
    status = 409
    sentence = text(
        "時間がまだ決まっていません。下の空きから選んでください。",
        "No time is chosen. Choose one of the free times.",
        "時間を えらんでください。",
    )


class PlacesMissing(BookingRefusal):
    """No place was chosen."""

    code = "booking.places_missing"
    sentence = text(
        "場所を一つ以上選んでください。",
        "Choose at least one place.",
        "ばしょを えらんでください。",
    )


class NoRoomYet(BookingRefusal):
    """There is no place for one who waits."""

    code = "booking.no_room_yet"
    status = 409
    sentence = text(
        "この方の人数分の空きが、まだありません。",
        "There is no room for this party yet.",
        "まだ あいて いません。",
    )
    what_next = text(
        "取消しが出るか定員を増やすと、繰り上げられます。",
        "A cancellation, or more places, makes room.",
        "だれかが やめると 入れます。",
    )


class KeyTaken(BookingRefusal):
    """A lottery of this name exists already."""

    code = "booking.key_taken"
    status = 409
    sentence = text(
        "同じ記号の抽選がすでにあります。別の記号にしてください。",
        "There is a lottery with this key already. Choose another.",
        "おなじ きごうが あります。",
    )


class NoCertificate(BookingRefusal):
    """The course hands out no certificate."""

    code = "booking.no_certificate"
    status = 404
    sentence = text(
        "この講座には修了証がありません。",
        "This course hands out no certificate.",
        "この こうざに しょうめいは ありません。",
    )
    what_next = text(
        "修了証を出すときは、受付の決まりの「修了証」を「あり」にしてください。",
        "To hand one out, set “certificate” in the facts of the offer.",
        "かかりの 人に きいてください。",
    )


class CertificateNotEarned(BookingRefusal):
    """The participant has not come often enough yet."""

    code = "booking.certificate_not_earned"
    status = 409
    sentence = text(
        "出席が{came}回のため、修了証はまだ出せません({enough}回で出せます)。",
        "{came} meetings attended; the certificate needs {enough}.",
        "{enough}回 来ると しょうめいが 出ます(いま {came}回)。",
    )
    what_next = text(
        "出席の記録にもれがないか確かめてください。",
        "Please check whether an attendance is missing.",
        "来た 日を たしかめて ください。",
    )
