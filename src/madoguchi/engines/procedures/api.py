# SPDX-License-Identifier: Apache-2.0
"""The front door of the procedures engine."""

from madoguchi.engines.procedures.commands.change_profile import forget_older_profile
from madoguchi.engines.procedures.commands.forget_account import forget_account
from madoguchi.engines.procedures.commands.install_revision import install_revision
from madoguchi.engines.procedures.commands.make_restricted_link import (
    make_restricted_link,
    revoke_restricted_link,
)
from madoguchi.engines.procedures.commands.purge import purge
from madoguchi.engines.procedures.commands.record_update import mark_asked_again, record_update
from madoguchi.engines.procedures.commands.replace_reply_key import replace_reply_key
from madoguchi.engines.procedures.commands.withdraw_revision import withdraw_revision
from madoguchi.engines.procedures.events import (
    AccountLeftApplication,
    AmendmentAsked,
    ApplicationCorrected,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CitizenMessageSent,
    OwnDataRequested,
    RevisionInstalled,
    StateRecorded,
)
from madoguchi.engines.procedures.queries.catalogue import (
    CatalogueEntry,
    list_catalogue,
    list_in_force,
)
from madoguchi.engines.procedures.queries.endings import list_endings
from madoguchi.engines.procedures.queries.links import list_links
from madoguchi.engines.procedures.queries.search import search_catalogue
from madoguchi.engines.procedures.queries.submissions import submission_for_receipt
from madoguchi.engines.procedures.queries.words import warm_up

__all__ = [
    "AccountLeftApplication", "AmendmentAsked", "ApplicationCorrected", "ApplicationSubmitted",
    "ApplicationWithdrawn", "CatalogueEntry", "CitizenMessageSent", "OwnDataRequested",
    "RevisionInstalled", "StateRecorded", "forget_account", "forget_older_profile",
    "install_revision", "list_catalogue", "list_endings", "list_in_force", "list_links",
    "make_restricted_link", "mark_asked_again", "purge", "record_update", "replace_reply_key",
    "revoke_restricted_link", "search_catalogue", "submission_for_receipt", "warm_up",
    "withdraw_revision",
]  # fmt: skip
