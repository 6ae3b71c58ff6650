# SPDX-License-Identifier: Apache-2.0
"""The public catalogue over HTTP: what can be filed, and each definition for re-use."""

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, NinjaAPI, Query, Schema

from madoguchi.engines.procedures.queries.catalogue import CatalogueEntry, list_catalogue
from madoguchi.engines.procedures.queries.compiled import compiled_of
from madoguchi.engines.procedures.queries.revisions import find_current
from madoguchi.engines.procedures.queries.search import QUERY_LENGTH, search_catalogue
from madoguchi.engines.procedures.rules.refusals import ProcedureUnknown
from madoguchi.kernel.clock import now
from madoguchi.kernel.definition.load import dump_definition
from madoguchi.platform.screens.languages import lang_of

Language = Literal["ja", "en", "easy"]

api = NinjaAPI(
    title="Madoguchi catalogue",
    version="1",
    description="The procedures (手続き) of this city: open data, no sign-in, no personal data.",
    urls_namespace="procedures-api",
    openapi_url="/openapi.json",
    docs_url=None,
)


class SeasonOut(Schema):
    """When applications are taken."""

    openness: Literal["always", "open", "not_yet", "over"]
    opens_on: date | None = None
    closes_on: date | None = None


class ProcedureOut(Schema):
    """A procedure in the catalogue."""

    id: str
    revision: int
    title: str
    summary: str
    section: str = Field(description="organisation key")
    life_events: list[str]
    minutes: int = Field(description="estimated time to fill the form")
    has_fee: bool
    standard_days: int | None = Field(description="標準処理期間, working days")
    deadline: str
    law: list[str]
    season: SeasonOut


class ProceduresOut(Schema):
    """The procedures that were found."""

    count: int
    procedures: list[ProcedureOut]


class DefinitionOut(Schema):
    """A definition as published (see procedure.schema.json)."""

    procedure_id: str
    revision: int
    digest: str
    definition: dict[str, Any]


class ProblemOut(Schema):
    """Why something is not answered."""

    code: str
    message: str
    next_step: str


class Wanted(Schema):
    """Which procedures to list."""

    q: str = Field("", max_length=QUERY_LENGTH, description="words to search for")
    event: str = Field("", max_length=48, description="life event, such as birth")
    section: str = Field("", max_length=48, description="organisation key")
    lang: Language | None = Field(None, description="language of the texts")


@api.get("/procedures", response=ProceduresOut, summary="List or search procedures")
def list_procedures(request: HttpRequest, wanted: Query[Wanted]) -> ProceduresOut:
    """Every procedure that is open to everyone, or those that match all conditions."""
    entries = list_catalogue(wanted.lang or lang_of(request), now())
    if wanted.q.strip():
        entries = [hit.entry for hit in search_catalogue(entries, wanted.q).hits]
    found = [
        _out(entry)
        for entry in entries
        if (not wanted.event or wanted.event in entry.life_events)
        and (not wanted.section or wanted.section == entry.section)
    ]
    return ProceduresOut(count=len(found), procedures=found)


@api.get(
    "/procedures/{procedure_id}",
    response={200: DefinitionOut, 404: ProblemOut},
    summary="Get the definition of a procedure",
)
def get_procedure(request: HttpRequest, procedure_id: str) -> DefinitionOut:  # noqa: ARG001
    """The definition in force: questions, rules, fees, in all languages."""
    revision = find_current(procedure_id)
    procedure = compiled_of(revision).definition if revision else None
    if revision is None or procedure is None or procedure.restricted:
        raise ProcedureUnknown
    return DefinitionOut(
        procedure_id=procedure_id,
        revision=revision.revision,
        digest=revision.digest,
        definition=dump_definition(procedure),
    )


def _out(entry: CatalogueEntry) -> ProcedureOut:
    season = entry.season.season
    return ProcedureOut(
        id=entry.id,
        revision=entry.revision,
        title=entry.title,
        summary=entry.summary,
        section=entry.section,
        life_events=list(entry.life_events),
        minutes=entry.minutes,
        has_fee=entry.has_fee,
        standard_days=entry.procedure.standard_days,
        deadline=entry.deadline,
        law=[str(law) for law in entry.procedure.law],
        season=SeasonOut(
            openness=entry.season.openness,
            opens_on=season.opens_on if season else None,
            closes_on=season.closes_on if season else None,
        ),
    )
