# SPDX-License-Identifier: Apache-2.0
"""Portal: somebody whose turn is near, has come or was missed is told by messaging."""

from collections.abc import Mapping
from typing import Any

from madoguchi.engines.queue.api import use_notifier
from madoguchi.journeys.own_messages import tell
from madoguchi.kernel.clock import now
from madoguchi.kernel.texts import LANGUAGES, text

TOPIC = "tickets"
TITLE = text("窓口の順番のお知らせ", "Your turn at the counter", "じゅんばんの お知らせ")
SENTENCE = text(
    "番号 {label} の順番に動きがありました。番号札の画面を開いて確かめてください。",
    "There is news about your number {label}. Please open the page of your ticket.",
    "番号 {label} の お知らせです。番号の 画面を 見てください。",
)


def tell_about_ticket(
    *,
    notice_id: str,
    party_ref: str,
    kind: str,  # noqa: ARG001 - the page says what it is
    label: str,
    about: Mapping[str, Any],  # noqa: ARG001
) -> None:
    """The number, and where to look; what has happened shows the page, which is always of now."""
    said = SENTENCE.fill(label=label)
    tell(
        key=f"queue:{notice_id}", party_ref=party_ref, topic=TOPIC, title=TITLE,
        texts={
            one: {"subject": f"{TITLE.pick(one)} {label}", "text": said.pick(one)}
            for one in LANGUAGES
        },
        link="/queue/", at=now(),
    )  # fmt: skip


use_notifier(tell_about_ticket)
