# SPDX-License-Identifier: Apache-2.0
"""Where do new attachments of a correction wait while its page is drawn again?

In the page itself, closed under a key of the zone: names and hashes never rest in the database.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from madoguchi.engines.procedures.models import Submission
from madoguchi.engines.procedures.web.uploads import PURPOSE, rule_of
from madoguchi.kernel.application import CorrectionField
from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.correct import correction_field
from madoguchi.kernel.definition.questions import FileQuestion
from madoguchi.kernel.definition.results import AnswerError
from madoguchi.platform.crypto import fields
from madoguchi.platform.crypto.errors import CryptoError
from madoguchi.platform.files.uploads import receive_uploads

Kept = Mapping[str, list[dict[str, Any]]]
_HELD = timedelta(days=7)
_PURPOSE = "procedures.correction-files"


def receive_marked(
    request: HttpRequest,
    compiled: Compiled,
    marks: Iterable[CorrectionField],
    kept: Kept,
    row: Submission,
    *,
    at: datetime,
) -> tuple[dict[str, list[dict[str, Any]]], tuple[AnswerError, ...]]:
    """The files kept so far with those that arrived now, and what was refused."""
    files = {name: list(found) for name, found in kept.items()}
    refused: list[AnswerError] = []
    for mark, question in _file_marks(compiled, marks):
        name = correction_field(mark)
        found = receive_uploads(
            request,
            f"{name}.upload",
            purpose=PURPOSE,
            owner=f"procedures:submission:{row.id}",
            at=at,
            rule=rule_of(question),
            held_until=at + _HELD,
        )
        new = [ref.model_dump(mode="json") for ref in found.files]
        files[name] = [*files.get(name, []), *new]
        refused += [
            AnswerError(mark.step, mark.item, question.id, None, one.code, one.message)
            for one in found.refusals
        ]
    return files, tuple(refused)


def with_files(
    answers: Mapping[str, Any], compiled: Compiled, marks: Iterable[CorrectionField], kept: Kept
) -> dict[str, Any]:
    """The answers with the new files in place of the former ones."""
    new = deepcopy(dict(answers))
    for mark, question in _file_marks(compiled, marks):
        files = kept.get(correction_field(mark), [])
        if mark.item is None:
            new[question.id] = files
        elif mark.item < len(new.get(mark.step) or []):
            new[mark.step][mark.item][question.id] = files
    return new


def close_kept(kept: Kept, submission_id: UUID) -> str:
    """The kept files for a hidden field; empty where there are none."""
    if not any(kept.values()):
        return ""
    plain = json.dumps(kept).encode()
    return urlsafe_b64encode(fields.encrypt(_PURPOSE, plain, aad=submission_id.bytes)).decode(
        "ascii"
    )


def open_kept(value: str, submission_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """What ``close_kept`` closed; nothing where it is foreign or damaged."""
    try:
        closed = urlsafe_b64decode(value)
        plain = fields.decrypt(_PURPOSE, closed, aad=submission_id.bytes)
        return dict(json.loads(plain))
    except (CryptoError, ValueError):
        return {}


def _file_marks(
    compiled: Compiled, marks: Iterable[CorrectionField]
) -> list[tuple[CorrectionField, FileQuestion]]:
    found = []
    for mark in marks:
        question = compiled.by_question[mark.question][1].question
        if isinstance(question, FileQuestion):
            found.append((mark, question))
    return found
