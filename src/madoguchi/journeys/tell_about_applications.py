# SPDX-License-Identifier: Apache-2.0
"""Portal: when the office has something new about an application, its applicant is told that it has."""

from madoguchi.engines.procedures.api import StateRecorded
from madoguchi.journeys.own_messages import tell
from madoguchi.kernel.clock import now
from madoguchi.kernel.facts import on
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.texts import LANGUAGES, text

TOPIC = "applications"
TITLE = text("申請のお知らせ", "About your application", "申請の お知らせ")
SENTENCE = text(
    "申請に新しいお知らせがあります。内容は、サインインしてマイページで確かめてください。",
    "There is news about your application. Please sign in and read it on your page.",
    "申請の お知らせが あります。サインインして マイページを 見てください。",
)
DATA = "data"
"""A report that the citizen asked for is shown on its own page."""


@on(StateRecorded)
def tell_applicant(fact: StateRecorded) -> None:
    """That there is something new, and nothing of what it is."""
    if not fact.account or fact.note_kind == DATA:
        return
    tell(
        key=f"procedures:{fact.submission_id}:{new_id()}", party_ref=fact.account, topic=TOPIC,
        title=TITLE,
        texts={
            one: {"subject": TITLE.pick(one), "text": SENTENCE.pick(one)} for one in LANGUAGES
        },
        link="/mine/", at=now(),
    )  # fmt: skip
