# SPDX-License-Identifier: Apache-2.0
"""How do attachments reach the answers of a page, and how do they leave it?"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from madoguchi.engines.procedures.queries.form import OpenForm
from madoguchi.engines.procedures.rules.content import Content, Place
from madoguchi.kernel.definition.questions import FileQuestion
from madoguchi.kernel.definition.results import AnswerError
from madoguchi.platform.files.kinds import MEGABYTE, UploadRule
from madoguchi.platform.files.storing import forget
from madoguchi.platform.files.uploads import receive_uploads

PURPOSE = "procedures.attachment"
HELD = timedelta(days=180)
"""A safety net: files go with their draft, which is kept alive by saving and by going on."""
Uploaded = dict[str, list[dict[str, Any]]]


def rule_of(question: FileQuestion) -> UploadRule:
    """What a question takes."""
    return UploadRule(
        kinds=frozenset(question.accept),
        max_bytes=question.max_megabytes * MEGABYTE,
        max_files=question.at_most,
    )


def receive_files(
    request: HttpRequest, form: OpenForm, place: Place, uploaded: Uploaded, *, at: datetime
) -> tuple[Content, tuple[AnswerError, ...]]:
    """The content with the files that arrived added to their questions, and what was refused.

    The files are kept also where other answers of the page cannot stand.
    """
    questions = form.compiled.by_step[place.step].step.questions
    files = [question for question in questions if isinstance(question, FileQuestion)]
    content, refused = form.content, []
    for question in files:
        if question.id not in uploaded:
            found = receive_uploads(
                request,
                f"{question.id}.upload",
                purpose=PURPOSE,
                owner=form.draft.owner,
                at=at,
                rule=rule_of(question),
                held_until=at + HELD,
            )
            uploaded[question.id] = [ref.model_dump(mode="json") for ref in found.files]
            refused += [
                AnswerError(place.step, place.item, question.id, None, one.code, one.message)
                for one in found.refusals
            ]
        content = _add(content, place, question.id, uploaded[question.id])
    return content, tuple(refused)


def remove_file(content: Content, place: Place, named: str) -> Content:
    """The content without one file, named ``<question>:<id>``; the file itself is removed too."""
    question, _, file_id = named.partition(":")
    kept = [file for file in _files(content, place, question) if file["id"] != file_id]
    gone = [file for file in _files(content, place, question) if file["id"] == file_id]
    forget(UUID(file["id"]) for file in gone)
    return _put(content, place, question, kept) if gone else content


def files_of(content: Content, place: Place, questions: Iterable[str]) -> dict[str, Any]:
    """The files that a place holds, by question."""
    return {question: _files(content, place, question) for question in questions}


def _add(content: Content, place: Place, question: str, new: list[dict[str, Any]]) -> Content:
    if not new:
        return content
    return _put(content, place, question, [*_files(content, place, question), *new])


def _files(content: Content, place: Place, question: str) -> list[dict[str, Any]]:
    if place.item is None:
        return list(content.answers.get(question) or [])
    items = content.answers.get(place.step) or []
    return list(items[place.item].get(question) or []) if place.item < len(items) else []


def _put(content: Content, place: Place, question: str, files: list[dict[str, Any]]) -> Content:
    """Answers with the files of one question; a new item begins where there is none yet."""
    if place.item is None:
        return replace(content, answers=content.answers | {question: files})
    items = [dict(item) for item in content.answers.get(place.step) or []]
    if place.item < len(items):
        items[place.item][question] = files
    else:
        items.append({question: files})
    return replace(content, answers=content.answers | {place.step: items})
