# SPDX-License-Identifier: Apache-2.0
"""What does a revision of a procedure say? Compiled once per process; revisions never change."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import ClassVar

from django.db.models import CharField, IntegerField

from madoguchi.engines.cases.models import ProcedureRevision
from madoguchi.engines.cases.queries.city import office_city
from madoguchi.kernel.definition.compile import compile_procedure
from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.load import load_definition
from madoguchi.kernel.definition.schema import CorrectionReason, Procedure, SharedReason
from madoguchi.kernel.refusal import NotFound
from madoguchi.kernel.texts import text
from madoguchi.platform.transactions.api import Given, Prepared

MOST_KEPT = 200


class UnknownRevision(NotFound):
    """The office has never published this revision."""

    code: ClassVar[str] = "unknown_revision"


@dataclass(frozen=True, slots=True)
class Edition:
    """A revision, ready to read answers with."""

    procedure: Procedure
    compiled: Compiled
    letters: Mapping[str, str]
    reasons: tuple[CorrectionReason, ...]
    revision: int
    digest: str
    shared: tuple[SharedReason, ...] = ()
    """The sentences for every procedure, those for a correction among them."""

    def context(self, *, on: date, identity: str) -> Context:
        """The surroundings in which answers were given."""
        return Context.for_city(office_city(), today=on, identity=identity)

    def label_of(self, question: str) -> str:
        """The Japanese label of a question or step; its id where this revision has neither."""
        found = self.compiled.by_question.get(question)
        if found is not None:
            return found[1].question.label.ja
        step = self.compiled.by_step.get(question)
        return step.step.title.ja if step else question


_DIGEST: Prepared[ProcedureRevision] = Prepared(
    lambda: ProcedureRevision.objects.filter(
        procedure_id=Given(0, CharField()), revision=Given(1, IntegerField())
    ).values_list("digest")
)
_kept: OrderedDict[str, Edition] = OrderedDict()
_lock = Lock()


def get_edition(procedure_id: str, revision: int) -> Edition:
    """The revision under which a case was filed.

    Raises:
        UnknownRevision: the office does not have it.
    """
    found = _DIGEST.rows(procedure_id, revision)
    if not found:
        raise UnknownRevision(
            text(
                f"手続き{procedure_id}の版r{revision}がありません。",
                f"There is no revision {revision} of {procedure_id}.",
            )
        )
    ((digest,),) = found
    with _lock:
        edition = _kept.get(digest)
        if edition is not None and edition.revision == revision:
            _kept.move_to_end(digest)
            return edition
    edition = _read(ProcedureRevision.objects.get(procedure_id=procedure_id, revision=revision))
    with _lock:
        _kept[digest] = edition
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return edition


def current_revision(procedure_id: str) -> int:
    """The revision in force.

    Raises:
        UnknownRevision: the procedure is not published.
    """
    rows = ProcedureRevision.objects.filter(procedure_id=procedure_id, current=True)
    revision = rows.values_list("revision", flat=True).first()
    if revision is None:
        raise UnknownRevision(
            text(f"手続き{procedure_id}は公開されていません。", f"{procedure_id} is not published.")
        )
    return revision


def _read(row: ProcedureRevision) -> Edition:
    compiled = compile_procedure(load_definition(row.definition), prove=False)
    procedure = compiled.definition
    shared = tuple(SharedReason.model_validate(reason) for reason in row.reasons)
    return Edition(
        procedure=procedure,
        compiled=compiled,
        letters=row.letters,
        reasons=(
            *procedure.correction_reasons,
            *(reason for reason in shared if reason.kind == "correction"),
        ),
        shared=shared,
        revision=row.revision,
        digest=row.digest,
    )
