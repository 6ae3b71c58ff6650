# SPDX-License-Identifier: Apache-2.0
"""What has happened to a case of the demo since it came? All that may happen, some of it often."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from madoguchi.engines.cases import api as cases
from madoguchi.kernel import clock
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.application import (
    CitizenMessage,
    SubmittedApplication,
    SubmittedCorrection,
    Withdrawal,
)
from madoguchi.kernel.business_days import Calendar
from madoguchi.kernel.definition.schema import Outcome
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.packs import PackedProcedure

NOTES = (
    "電話で内容を確かめました。申請のとおりです。",
    "同じ世帯の前の申請と突き合わせました。違いはありません。",
    "書類の原本を窓口で見ました。写しを取ってあります。",
    "要件の確認は済みました。決定の前に係長に見てもらいます。",
)
TALKS = (
    ("書類は届いていますか。", "届いています。内容を確かめていますので、しばらくお待ちください。"),
    ("いつごろ決まりますか。", "標準処理期間のうちに決める予定です。決まりしだいお知らせします。"),
    ("来月引っ越す予定です。手続きは必要ですか。", "引っ越しの日が決まったら、住所変更の手続きをお願いします。"),
    ("電話は夕方にお願いできますか。", "承知しました。ご連絡は17時ごろにいたします。"),
)  # fmt: skip
QUESTIONS = (
    ("この世帯について、そちらで把握していることがあれば教えてください。", "こちらの記録とも合っています。支障はありません。"),
    ("現地の状況から見て、支障はありませんか。", "現地を確認しました。条件を付ければ支障はありません。"),
)  # fmt: skip
LONGER = "ほかの機関に問い合わせており、返事を待っているため。"


@dataclass(frozen=True, slots=True)
class Desk:
    """Who works on a section's cases."""

    section: str
    clerks: tuple[Actor, ...]
    chief: Actor


@dataclass
class Life:
    """The life of one case after it was opened."""

    case_id: UUID
    sent: SubmittedApplication
    packed: PackedProcedure
    desk: Desk
    others: Sequence[Desk]
    chance: random.Random
    calendar: Calendar
    until: datetime

    def go_on(self, since: datetime) -> None:
        """Act day by day until today is reached or the case rests."""
        clerk = self.chance.choice(self.desk.clerks)
        at = self._later(since, 0, 2)
        if at is None or self.chance.random() < 0.04:
            return
        with clock.frozen(at):
            cases.assign(
                case_id=self.case_id, assignee_ref=clerk.ref, assignee_name=clerk.name,
                actor=clerk, at=at,
            )  # fmt: skip
            cases.start_review(case_id=self.case_id, actor=clerk, at=at)
        survey = self.packed.definition.anonymous
        rests = self._read(clerk, at) if survey else self._work(clerk, at)
        if rests is not None:
            self._end(clerk, rests)

    def _read(self, clerk: Actor, at: datetime) -> datetime | None:
        """A survey is read and closed."""
        read_at = self._later(at, 1, 6)
        if read_at is not None and self.chance.random() < 0.7:
            with clock.frozen(read_at):
                cases.close(case_id=self.case_id, actor=clerk, at=read_at)
        return None

    def _work(self, clerk: Actor, at: datetime) -> datetime | None:
        """What comes before a decision; None where the case rests there."""
        for happens, act in (
            (0.18, self._note), (0.16, self._talk), (0.08, self._opinion), (0.05, self._extend),
        ):  # fmt: skip
            if self.chance.random() < happens:
                at = act(clerk, at)
        if self.chance.random() < 0.03 and (gone := self._later(at, 1, 3)):
            self._withdraw(gone)
            return None
        if self.chance.random() < 0.15:
            return self._correct(clerk, at)
        return at

    def _note(self, clerk: Actor, at: datetime) -> datetime:
        written = at + timedelta(minutes=self.chance.randint(5, 20))
        if written >= self.until:
            return at
        with clock.frozen(written):
            words = self.chance.choice(NOTES)
            cases.write_note(case_id=self.case_id, words=words, actor=clerk, at=written)
        return written

    def _talk(self, clerk: Actor, at: datetime) -> datetime:
        """The applicant asks; most are answered, some still wait."""
        asked = self._later(at, 0, 2)
        if asked is None:
            return at
        question, answer = self.chance.choice(TALKS)
        message = CitizenMessage(
            message_id=new_id(), submission_id=self.sent.submission_id, sent_at=asked, text=question
        )
        with clock.frozen(asked):
            cases.receive_message(message=message, at=asked)
        answered = self._later(asked, 0, 1)
        if answered is None or self.chance.random() < 0.2:
            return asked
        with clock.frozen(answered):
            cases.send_message(case_id=self.case_id, words=answer, actor=clerk, at=answered)
        return answered

    def _opinion(self, clerk: Actor, at: datetime) -> datetime:
        """Another section is asked; most have answered."""
        asked = self._later(at, 0, 1)
        if asked is None or not self.others:
            return at
        other = self.chance.choice(self.others)
        question, answer = self.chance.choice(QUESTIONS)
        with clock.frozen(asked):
            opinion = cases.ask_opinion(
                case_id=self.case_id, section=other.section, question=question,
                due_on=self.calendar.add_days(clock.today(asked), 7), actor=clerk, at=asked,
            )  # fmt: skip
        answered = self._later(asked, 1, 5)
        if answered is None or self.chance.random() < 0.3:
            return asked
        with clock.frozen(answered):
            cases.answer_opinion(
                opinion_id=opinion.id, verdict="agree", answer=answer,
                actor=self.chance.choice(other.clerks), at=answered,
            )  # fmt: skip
        return answered

    def _extend(self, clerk: Actor, at: datetime) -> datetime:
        later = self._later(at, 2, 5)
        if later is None or not self.packed.definition.standard_days:
            return at
        with clock.frozen(later):
            cases.extend_term(
                case_id=self.case_id, days=self.chance.choice((5, 10)), reason=LONGER,
                actor=clerk, at=later,
            )  # fmt: skip
        return later

    def _withdraw(self, at: datetime) -> None:
        taken_back = Withdrawal(submission_id=self.sent.submission_id, withdrawn_at=at)
        with clock.frozen(at):
            cases.receive_withdrawal(withdrawal=taken_back, at=at)

    def _correct(self, clerk: Actor, at: datetime) -> datetime | None:
        """Ask for a correction; it waits, has just arrived, or was looked at long ago."""
        asked = self._later(at, 1, 3)
        if asked is None:
            return None
        marks = self._marks()
        if not marks:
            return asked
        with clock.frozen(asked):
            request = cases.request_correction(
                case_id=self.case_id, marks=marks, message="",
                due_on=clock.today(asked) + timedelta(days=14), actor=clerk, at=asked,
            )  # fmt: skip
        arrived = self._later(asked, 1, 6)
        if arrived is None or self.chance.random() < 0.35:
            return None
        with clock.frozen(arrived):
            cases.receive_correction(
                correction=self._correction(request.id, marks, arrived), at=arrived
            )
        return None if self.chance.random() < 0.3 else arrived

    def _marks(self) -> list[cases.Mark]:
        reasons = [one for one in self.packed.definition.correction_reasons if one.questions]
        if not reasons:
            return []
        reason = self.chance.choice(reasons)
        found = cases.list_marks(case_id=self.case_id, questions=reason.questions)
        return [cases.Mark(m.step, m.question, m.item, reason.text.ja) for m in found]

    def _correction(
        self, request_id: UUID, marks: Sequence[cases.Mark], at: datetime
    ) -> SubmittedCorrection:
        """The marked fields again: confirmed as they were, with a word."""
        answers: dict[str, Any] = {}
        items: dict[str, dict[int, dict[str, Any]]] = {}
        for mark in marks:
            if mark.item is None:
                answers[mark.question] = self.sent.answers.get(mark.question)
            else:
                row = self.sent.answers[mark.step][mark.item]
                items.setdefault(mark.step, {}).setdefault(mark.item, {})[mark.question] = row.get(
                    mark.question
                )
        return SubmittedCorrection(
            correction_id=new_id(), submission_id=self.sent.submission_id, request_id=request_id,
            submitted_at=at, answers=answers, items=items, message="確かめて、送り直しました。",
        )  # fmt: skip

    def _end(self, clerk: Actor, at: datetime) -> None:
        """The decision, or its proposal that still waits; most cases are then closed."""
        outcomes = self.packed.definition.outcomes
        refused = outcomes.get("refused")
        outcome = "refused" if refused and self.chance.random() < 0.05 else "approved"
        plan = refused if outcome == "refused" else outcomes.get("approved")
        decided = self._later(at, 1, max(3, (self.packed.definition.standard_days or 10) - 4))
        if plan is None:
            return
        verdict = self._verdict(outcome, plan)
        proposed = self._later(at, 1, 2)
        if proposed and (decided is None or self.chance.random() < 0.03):
            with clock.frozen(proposed):
                cases.propose_decision(
                    case_id=self.case_id, verdict=verdict, actor=clerk, at=proposed
                )
            return
        if decided is None:
            return
        with clock.frozen(decided):
            cases.decide(case_id=self.case_id, verdict=verdict, actor=self.desk.chief, at=decided)
        closed = self._later(decided, 1, 4)
        if closed is not None and self.chance.random() < 0.9:
            with clock.frozen(closed):
                cases.close(case_id=self.case_id, actor=clerk, at=closed)

    def _verdict(self, outcome: str, plan: Outcome) -> cases.Verdict:
        reasons = tuple(one.ja for one in plan.reasons[:1])
        law = "、".join(str(one) for one in self.packed.definition.law[:1])
        return cases.Verdict(outcome=outcome, reasons=reasons, law=law)

    def _later(self, at: datetime, least: int, most: int) -> datetime | None:
        """An office hour some open days later, or None where that lies ahead of us."""
        day = self.calendar.add_days(clock.today(at), self.chance.randint(least, most))
        minutes = self.chance.randint(8 * 60 + 40, 17 * 60)
        later = max(moment_of(day, minutes), at + timedelta(minutes=7))
        return later if later < self.until else None


def moment_of(day: date, minutes: int) -> datetime:
    """An instant of a day in Japan, ``minutes`` after midnight."""
    local = datetime.combine(day, time(minutes // 60, minutes % 60), clock.TOKYO)
    return local.astimezone(UTC)
