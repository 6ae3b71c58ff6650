# SPDX-License-Identifier: Apache-2.0
"""Portal: reminders, demands and receipts of what is owed are told by messaging."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from madoguchi.engines.payments.api import use_teller
from madoguchi.journeys.own_messages import tell
from madoguchi.kernel.clock import now
from madoguchi.kernel.money import format_yen
from madoguchi.kernel.texts import LANGUAGES, TextValue, text

TOPIC = "dues"
TITLE = text("納付のお知らせ", "About a payment", "お金の お知らせ")
SENTENCES = {
    "before_due": text(
        "「{what}」の納期限が近づいています。納期限: {due_on} 金額: {yen}",
        "“{what}” is due soon. Due on: {due_on}. Amount: {yen}",
        "「{what}」の お金を はらう日が ちかいです。{due_on}までに {yen}を はらってください。",
    ),
    "after_due": text(
        "「{what}」の納付がまだ確認できていません。納期限: {due_on} 残りの金額: {yen} "
        "行き違いで納めていただいたときは、ご容赦ください。",
        "We have not yet seen a payment for “{what}”. It was due on {due_on}; {yen} is left. "
        "If you have just paid, please forgive this message.",
        "「{what}」の お金が まだ とどいていません。{due_on}が はらう日でした。のこり: {yen} "
        "もう はらった人は、なにも しなくて いいです。",
    ),
    "demand": text(
        "「{what}」が納期限({due_on})を過ぎても納められていないため、督促をお知らせします。"
        "残りの金額: {yen} 一度に納めることが難しいときは、納付のページにある課へご相談ください。",
        "“{what}” was due on {due_on} and is still unpaid, so this is a formal demand. {yen} is left. "
        "If you cannot pay it at once, please talk to the section named on the page.",
        "「{what}」の お金を まだ もらっていません。({due_on}まで) のこり: {yen} "
        "いちどに はらえないときは、市役所に そうだんしてください。",
    ),
    "paid": text(
        "「{what}」の納付を確認しました。ありがとうございました。",
        "Your payment for “{what}” has arrived. Thank you.",
        "「{what}」の お金を うけとりました。ありがとうございました。",
    ),
    "overpaid": text(
        "「{what}」で納めすぎとなった金額があります。還付の手続きは納付のページをご覧ください。",
        "More was paid for “{what}” than was due. The page of the payment tells how it is returned.",
        "「{what}」の お金が おおすぎました。おかえしする 方法を ページで 見てください。",
    ),
    "refunded": text(
        "「{what}」の還付の手続きが終わりました。",
        "The refund for “{what}” is done.",
        "「{what}」の お金を おかえししました。",
    ),
}


def tell_about_due(
    *, notice_id: str, party_ref: str, kind: str, number: str, about: Mapping[str, Any]
) -> None:
    """What is due, until when, and where to pay; once for each notice."""
    tell(
        key=f"payments:{notice_id}", party_ref=party_ref, topic=TOPIC, title=TITLE,
        texts={language: _words(language, kind, about) for language in LANGUAGES},
        link=f"/pay/dues/{number}/", at=now(),
    )  # fmt: skip


def _words(language: str, kind: str, about: Mapping[str, Any]) -> dict[str, str]:
    due_on = about.get("due_on")
    said = SENTENCES[kind].fill(
        what=TextValue(**about["title"]).pick(language),
        yen=format_yen(max(0, int(about["balance_yen"])), language),
        due_on=f"{date.fromisoformat(str(due_on)):%Y-%m-%d}" if due_on else "",
    )
    return {"subject": TITLE.pick(language), "text": said.pick(language)}


use_teller(tell_about_due)
