# SPDX-License-Identifier: Apache-2.0
"""What is a procedure? The definition from which form, letter, API and statistics follow."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from madoguchi.kernel.conditions.ast import Condition, Expression
from madoguchi.kernel.definition.questions import AnyQuestion, Part, QuestionId
from madoguchi.kernel.texts import Text

ProcedureId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{2,63}$")]
StepId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
Years = Annotated[str, Field(pattern=r"^(\d{1,2}y|\d{1,3}m|forever)$")]
Identity = Literal["none", "email", "card", "signed"]


class Law(Part):
    """The legal basis: a law, ordinance or rule, and its article."""

    name: str
    article: str | None = None

    def __str__(self) -> str:
        return f"{self.name}{self.article or ''}"


class Because(Part):
    """The reason that a citizen is told, with its legal basis."""

    law: str
    ja: str
    en: str | None = None
    easy: str | None = None


class EligibilityRule(Part):
    """One requirement, and the reason to show where it is not met."""

    id: QuestionId
    when: Condition = Field(description="holds where the requirement is met")
    because: Because
    stop: bool = Field(default=True, description="false: warn, but let the person file")


class FeeLine(Part):
    """One line of the fee: yen each, times a number."""

    label: Text
    yen: Expression
    when: Condition | None = None


class FeeRule(Part):
    """How the fee is computed; integer yen."""

    basis: str
    lines: tuple[FeeLine, ...] = Field(min_length=1)
    note: Text | None = None


class Repeat(Part):
    """A step that is answered once for each item, such as each child."""

    min: int = Field(default=1, ge=0)
    max: int = Field(default=20, ge=1, le=100)
    one: Text = Field(description="what one item is called, e.g. お子さん")
    title: QuestionId | None = Field(default=None, description="question that names the item")


class Step(Part):
    """One page of the form."""

    id: StepId
    title: Text
    intro: Text | None = None
    when: Condition | None = None
    repeat: Repeat | None = None
    questions: tuple[AnyQuestion, ...] = Field(min_length=1)


class Ending(Part):
    """A page at which a path stops without an application, such as 'you need not file'."""

    id: StepId
    when: Condition
    after: StepId | None = Field(default=None, description="checked once this step is answered")
    title: Text
    text: Text
    law: str | None = None


class Season(Part):
    """A time in which applications are taken; days in Japan, both included."""

    opens_on: date
    closes_on: date
    title: Text | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Season":
        if self.closes_on < self.opens_on:
            raise ValueError("closes_on lies before opens_on")
        return self


class Retention(Part):
    """How long a case is kept after its end, by outcome (公文書の保存期間)."""

    approved: Years = "5y"
    refused: Years = "5y"
    withdrawn: Years = "1y"


class Record(Part):
    """Where the case stands in the city's record classification."""

    classification: str = Field(alias="class")
    retention: Retention = Retention()


class Outcome(Part):
    """What follows a decision."""

    title: Text
    letter: str | None = Field(default=None, description="file under letters/")
    reasons: tuple[Text, ...] = ()
    appeal: bool = Field(default=False, description="the letter carries the 教示")


class CorrectionReason(Part):
    """A sentence that an officer may start from when asking for a correction."""

    id: QuestionId
    text: Text
    questions: tuple[QuestionId, ...] = ()


class SharedReason(CorrectionReason):
    """A sentence to start from in every procedure: for a correction, a refusal, a longer term."""

    kind: Literal["correction", "refusal", "extension"] = Field(
        default="correction",
        description="asking for a correction, refusing (行政手続法8条), or extending the term",
    )


class Requirement(Part):
    """Something to have at hand before starting."""

    label: Text
    hint: Text | None = None
    when: Text | None = None


class Route(Part):
    """Sends the case to another section where the condition holds; first match wins."""

    when: Condition
    section: str


class Check(Part):
    """An automatic check that the officer sees as good or to look at."""

    id: QuestionId
    label: Text
    good: Condition
    explain: Text | None = None


class OnBehalf(Part):
    """Who may act for another person in a procedure, with what proof, and who gets the letters.

    guardian: 法定代理人, agent: 任意代理人 with a mandate, helper: someone types for the person.
    """

    who: Literal["guardian", "agent", "helper"]
    proof: tuple[Literal["paper", "mandate"], ...] = Field(
        default=(), description="paper: an attachment; mandate: a mandate held at GビズID"
    )
    paper: Text | None = Field(default=None, description="what the attachment is called")
    letters_to: Literal["principal", "agent"] = "principal"


class Corporate(Part):
    """A corporation proves itself by GビズID; ``least`` is the weakest kind of account taken."""

    least: Literal["entry", "member", "prime"] = "member"
    when: Condition | None = Field(default=None, description="only where this holds")
    scope: str = Field(
        default="", description="what a mandate must cover; empty: the procedure's id"
    )


class Procedure(Part):
    """A procedure (手続き) as the city publishes it."""

    id: ProcedureId
    kind: Literal["application", "survey"] = "application"
    title: Text
    summary: Text
    inventory_id: str | None = Field(default=None, description="手続ID of the national inventory")
    section: str
    law: tuple[Law, ...] = ()
    life_events: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    icon: str = "file"
    identity: Identity = "email"
    corporate: Corporate | None = Field(default=None, description="proof by GビズID")
    on_behalf: tuple[OnBehalf, ...] = Field(
        default=(), description="who may act for another person; empty: nobody online"
    )
    guest: bool = Field(default=True, description="may be filed without an account")
    anonymous: bool = Field(default=False, description="no name, no way back to the person")
    restricted: bool = Field(default=False, description="only through a link with a code")
    seasons: tuple[Season, ...] = Field(default=(), description="empty: always open")
    minutes: int | None = Field(default=None, description="estimated when absent")
    standard_days: int | None = Field(default=None, ge=1, description="標準処理期間, open days")
    deadline: Text | None = Field(default=None, description="by when to file, in words")
    receives: Text | None = Field(default=None, description="what the person gets in the end")
    needs: tuple[Requirement, ...] = ()
    eligible: tuple[EligibilityRule, ...] = ()
    steps: tuple[Step, ...] = Field(min_length=1)
    endings: tuple[Ending, ...] = ()
    fee: FeeRule | None = None
    routes: tuple[Route, ...] = ()
    checks: tuple[Check, ...] = ()
    applicant: dict[Literal["name", "birth", "address", "phone", "email"], str] = Field(
        default={}, description="question ids that name the applicant: search, duplicates, letters"
    )
    outcomes: dict[Literal["approved", "refused", "withdrawn"], Outcome] = Field(default={})
    correction_reasons: tuple[CorrectionReason, ...] = ()
    record: Record
    contact: Text | None = None

    @model_validator(mode="after")
    def _each_role_once(self) -> "Procedure":
        roles = [one.who for one in self.on_behalf]
        if len(roles) != len(set(roles)):
            raise ValueError("on_behalf names a role twice")
        if self.anonymous and self.on_behalf:
            raise ValueError("nobody can act for a person who has no name")
        return self
