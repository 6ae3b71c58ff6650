# SPDX-License-Identifier: Apache-2.0
"""What does the office write to an applicant? Notes in the language they filed in."""

from datetime import date, datetime
from typing import Literal

from madoguchi.engines.cases.models import Case
from madoguchi.kernel.application import ApplicantNote, CorrectionNote, SealedFile
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.texts import TextValue, text

NoteKind = Literal["receipt", "message", "correction", "extension", "decision", "status", "data"]

RECEIPT = text(
    "受け付けました",
    "We have received your application",
    "うけつけました",
)
RECEIPT_TEXT = text(
    "{procedure}を受け付けました。担当の課が内容を確かめます。",
    "We have received your application: {procedure}. The section in charge will look at it.",
    "{procedure}を うけつけました。市役所の 人が たしかめます。",
)
EXPECTED = text(
    "結果は{day}ごろまでにお知らせします。",
    "You will hear from us by about {day}.",
    "{day}ごろまでに 知らせます。",
)
CORRECTION = text(
    "直してほしいところがあります", "Please correct your application", "直してください"
)
CORRECTION_ARRIVED = text(
    "直していただいた内容が届きました", "Your correction has arrived", "直したものが とどきました"
)
CORRECTION_ARRIVED_TEXT = text(
    "ありがとうございます。確かめる作業を再開しました。",
    "Thank you. We have gone on with our work.",
    "ありがとうございます。また たしかめます。",
)
RESUMED = text("確かめる作業を再開しました", "We have gone on with our work", "また たしかめます")
RESUMED_TEXT = text(
    "補正を待たずに、確かめる作業を再開しました。いまはしていただくことはありません。",
    "We have gone on without waiting for your correction. You need not do anything now.",
    "市役所が また たしかめます。いま することは ありません。",
)
REVIEWING = text("内容を確かめています", "We are looking at your application", "たしかめています")
REVIEWING_TEXT = text(
    "担当の職員が内容を確かめはじめました。",
    "A clerk has begun to look at your application.",
    "市役所の 人が たしかめはじめました。",
)
DECIDING = text("決裁に入りました", "A decision is being made", "市役所が きめています")
DECIDING_TEXT = text(
    "内容の確認が終わり、決定の手続きに入りました。",
    "The review is done, and the decision is on its way.",
    "たしかめおわりました。いま きめています。",
)
EXTENDED = text("お知らせが遅くなります", "It will take longer than planned", "おそく なります")
EXTENDED_TEXT = text(
    "結果のお知らせが{day}ごろまでになります。理由: {reason}",
    "You will hear from us by about {day}. Reason: {reason}",
    "{day}ごろに 知らせます。理由: {reason}",
)
APPROVED = text("認められました", "Your application was approved", "みとめられました")
APPROVED_TEXT = text(
    "{procedure}は、認められました。",
    "Your application was approved: {procedure}.",
    "{procedure}は みとめられました。",
)
REFUSED = text("認められませんでした", "Your application was refused", "みとめられませんでした")
REFUSED_TEXT = text(
    "{procedure}は、次の理由で認められませんでした。",
    "Your application was refused for these reasons: {procedure}.",
    "{procedure}は みとめられませんでした。理由:",
)
WITHDRAWN = text("取り下げを受け付けました", "Your withdrawal is recorded", "とりさげました")
WITHDRAWN_TEXT = text(
    "{procedure}の取り下げを受け付けました。この申請の手続きは終わりました。",
    "Your application was withdrawn and is closed: {procedure}.",
    "{procedure}を とりさげました。もう おわりました。",
)
REOPENED = text("もう一度確かめています", "Your case was opened again", "もういちど たしかめます")
REOPENED_TEXT = text(
    "{procedure}をもう一度確かめることにしました。理由: {reason}",
    "We are looking at your application again: {procedure}. Reason: {reason}",
    "{procedure}を もういちど たしかめます。理由: {reason}",
)
CLOSED = text("手続きが終わりました", "Your case is closed", "おわりました")
CLOSED_TEXT = text(
    "{procedure}の手続きはすべて終わりました。",
    "Everything about your application is done: {procedure}.",
    "{procedure}は ぜんぶ おわりました。",
)
LETTER = text("通知書を発行しました", "A letter for you", "手紙が あります")
LETTER_TEXT = text(
    "{letter}({number})を発行しました。ここから開いて、保存や印刷ができます。",
    "We have issued {letter} ({number}). You can open, save and print it here.",
    "{letter}({number})を 出しました。ここで 見たり 印刷したり できます。",
)
AMENDED = text("訂正しました", "We have put it right", "なおしました")
NOT_AMENDED = text(
    "訂正の求めにお答えします", "Our answer to your request for correction", "こたえます"
)
MESSAGE = text("担当の課から連絡があります", "A message from the office", "市役所からの 連絡")


def write_note(
    case: Case,
    kind: NoteKind,
    title: TextValue,
    body: TextValue | str,
    *,
    at: datetime,
    due_on: date | None = None,
    correction: CorrectionNote | None = None,
    files: tuple[SealedFile, ...] = (),
    **values: object,
) -> ApplicantNote:
    """A note for the applicant; ``values`` fill the places of the text."""
    words = {"procedure": case.procedure_title, **values}
    return ApplicantNote(
        note_id=new_id(),
        kind=kind,
        written_at=at,
        title=title.pick(case.language),
        text=body if isinstance(body, str) else body.pick(case.language).format(**words),
        correction=correction,
        files=files,
        due_on=due_on,
    )


def in_words(day: date, case: Case) -> str:
    """A day for the applicant's language."""
    return format_date(day, case.language)
