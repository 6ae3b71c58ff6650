# SPDX-License-Identifier: Apache-2.0
"""The front door of cases."""

from madoguchi.engines.cases.commands.answer_amendment import answer_amendment
from madoguchi.engines.cases.commands.ask_again import ask_again
from madoguchi.engines.cases.commands.ask_opinion import answer_opinion, ask_opinion
from madoguchi.engines.cases.commands.assign import assign
from madoguchi.engines.cases.commands.close import close
from madoguchi.engines.cases.commands.decide import Verdict, decide, propose_decision, send_back
from madoguchi.engines.cases.commands.destroy import destroy, destroy_again
from madoguchi.engines.cases.commands.export import start_export
from madoguchi.engines.cases.commands.extend_term import extend_term
from madoguchi.engines.cases.commands.issue_letter import issue_letter
from madoguchi.engines.cases.commands.keep_sent_note import keep_sent_note
from madoguchi.engines.cases.commands.open_case import open_case
from madoguchi.engines.cases.commands.publish import announce_all, publish_packs, publish_procedure
from madoguchi.engines.cases.commands.receive_account_left import receive_account_left
from madoguchi.engines.cases.commands.receive_amendment import receive_amendment
from madoguchi.engines.cases.commands.receive_correction import receive_correction
from madoguchi.engines.cases.commands.receive_key_change import receive_key_change
from madoguchi.engines.cases.commands.receive_message import receive_message
from madoguchi.engines.cases.commands.receive_withdrawal import receive_withdrawal
from madoguchi.engines.cases.commands.reopen import reopen
from madoguchi.engines.cases.commands.report_data import report_data
from madoguchi.engines.cases.commands.request_correction import Mark, request_correction
from madoguchi.engines.cases.commands.resume import resume
from madoguchi.engines.cases.commands.send_message import send_message
from madoguchi.engines.cases.commands.settle_key_change import confirm_key_change, refuse_key_change
from madoguchi.engines.cases.commands.skip_numbers import skip_numbers
from madoguchi.engines.cases.commands.start_review import start_review
from madoguchi.engines.cases.commands.withdraw import withdraw
from madoguchi.engines.cases.commands.write_note import write_note
from madoguchi.engines.cases.models.counting import make_ready_after_bulk
from madoguchi.engines.cases.ports import (
    DecisionRoute,
    Proposal,
    decision_route,
    use_judge,
    use_route,
)
from madoguchi.engines.cases.queries import soundness
from madoguchi.engines.cases.queries.case_page import find_case, list_cases
from madoguchi.engines.cases.queries.editions import current_revision
from madoguchi.engines.cases.queries.fields import list_marks
from madoguchi.engines.cases.queries.lasting import (
    DestroyedCase,
    GivenNumbers,
    list_destroyed,
    list_given_numbers,
)
from madoguchi.engines.cases.queries.new_case import row_of
from madoguchi.engines.cases.queries.tables import write_csv, write_xlsx

__all__ = [
    "DecisionRoute", "DestroyedCase", "GivenNumbers", "Mark", "Proposal", "Verdict", "announce_all", "answer_amendment", "answer_opinion", "ask_again", "ask_opinion", "assign", "close",
    "confirm_key_change", "current_revision", "decide", "decision_route", "destroy", "destroy_again", "extend_term", "find_case", "issue_letter", "keep_sent_note", "list_cases",
    "list_destroyed", "list_given_numbers", "list_marks", "make_ready_after_bulk", "open_case", "propose_decision", "publish_packs", "publish_procedure", "receive_account_left",
    "receive_amendment", "receive_correction", "receive_key_change", "receive_message", "receive_withdrawal", "refuse_key_change", "reopen", "report_data", "request_correction", "resume",
    "row_of", "send_back", "send_message", "skip_numbers", "soundness", "start_export", "start_review", "use_judge", "use_route", "withdraw", "write_csv", "write_note", "write_xlsx",
]  # fmt: skip
