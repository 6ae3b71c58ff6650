# SPDX-License-Identifier: Apache-2.0
"""Make what is written about a case findable: messages, notes, names of files."""

from collections.abc import Iterable

from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.models.search_index import put_talk
from madoguchi.engines.cases.queries.talk import talk_tokens


def index_talk(case: Case, texts: Iterable[str]) -> None:
    """Index each text by itself, in the transaction that keeps it."""
    for text in texts:
        if text.strip():
            put_talk(case.id, received_at=case.received_at, tokens=talk_tokens(case, text))
