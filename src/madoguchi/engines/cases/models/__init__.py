# SPDX-License-Identifier: Apache-2.0
"""The rows of the cases engine, one aggregate per file."""

from madoguchi.engines.cases.models.action import CaseAction
from madoguchi.engines.cases.models.amendment import Amendment
from madoguchi.engines.cases.models.ask_again import AskAgain
from madoguchi.engines.cases.models.case import OPEN_STATES, Case
from madoguchi.engines.cases.models.case_file import CaseFile
from madoguchi.engines.cases.models.content import CaseContent
from madoguchi.engines.cases.models.correction import CorrectionRequest
from madoguchi.engines.cases.models.destruction import Destruction
from madoguchi.engines.cases.models.export import Export, ExportedCase
from madoguchi.engines.cases.models.inbox_count import InboxCount
from madoguchi.engines.cases.models.key_change import KeyChange
from madoguchi.engines.cases.models.letter import Letter, LetterCounter
from madoguchi.engines.cases.models.note import Message, Note
from madoguchi.engines.cases.models.opinion import Opinion
from madoguchi.engines.cases.models.proof_check import ProofCheck
from madoguchi.engines.cases.models.revision import ProcedureRevision
from madoguchi.engines.cases.models.saved_filter import SavedFilter
from madoguchi.engines.cases.models.sent_note import SentNote
from madoguchi.engines.cases.models.task import Task

__all__ = [
    "OPEN_STATES",
    "Amendment",
    "AskAgain",
    "Case",
    "CaseAction",
    "CaseContent",
    "CaseFile",
    "CorrectionRequest",
    "Destruction",
    "Export",
    "ExportedCase",
    "InboxCount",
    "KeyChange",
    "Letter",
    "LetterCounter",
    "Message",
    "Note",
    "Opinion",
    "ProcedureRevision",
    "ProofCheck",
    "SavedFilter",
    "SentNote",
    "Task",
]
