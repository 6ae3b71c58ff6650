# SPDX-License-Identifier: Apache-2.0
"""What is gathered for わたしのデータ? Account, profile, and the office's reports, in memory only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from madoguchi.engines.procedures.models import DraftKey, Submission
from madoguchi.engines.procedures.queries.compiled import compiled_of
from madoguchi.engines.procedures.queries.data_requests import list_under_way
from madoguchi.engines.procedures.queries.profile import open_profile
from madoguchi.engines.procedures.queries.reports import read_reports
from madoguchi.engines.procedures.queries.submissions import list_of_account
from madoguchi.engines.procedures.queries.vocabulary import current_vocabulary
from madoguchi.engines.procedures.rules.profile import Person, Profile
from madoguchi.engines.procedures.web.keeper import VaultKeeper
from madoguchi.engines.procedures.web.offering import name_person, show_kept
from madoguchi.kernel.my_data import (
    MyAccount,
    MyApplication,
    MyConsent,
    MyData,
    MyPerson,
    MyValue,
    list_holdings,
)
from madoguchi.platform.identity.api import User
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.wording import say


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything, with the rows from which the page makes its links."""

    data: MyData
    rows: Sequence[Submission]
    profile_locked: bool


def gather(request: HttpRequest, keeper: VaultKeeper, *, lang: str, at: datetime) -> Gathered:
    """Read and open everything; the number of queries does not grow with the applications."""
    rows = list_of_account(keeper.ref)
    reports = read_reports(rows, keeper.vault)
    waiting = list_under_way([row.id for row in rows], at)
    opened = open_profile(keeper)
    user = request.user
    if not isinstance(user, User):
        raise TypeError("only an account has data of its own")
    data = MyData(
        made_at=at,
        city=current_city().name.pick(lang),
        account=MyAccount(email=user.email, joined_at=user.joined_at, last_sign_in=user.last_login),
        profile=tuple(_person(one, lang) for one in opened.profile.persons),
        consents=_consents(opened.profile, lang),
        drafts=DraftKey.objects.filter(holder=keeper.ref, draft__expires_at__gt=at).count(),
        applications=tuple(
            MyApplication(
                id=row.id,
                number=row.receipt_number,
                procedure_id=row.revision.procedure_id,
                procedure=compiled_of(row.revision).definition.title.pick(lang),
                submitted_at=row.submitted_at,
                state=row.state,
                waiting=row.id in waiting,
                report=reports.get(row.id),
            )
            for row in rows
        ),
        holdings=list_holdings(keeper.ref, lang=lang, at=at),
    )
    return Gathered(data, rows, opened.locked)


def find_chosen(data: MyData, wanted: str) -> tuple[MyApplication, ...]:
    """The applications that a filter leaves; all where it names none of them."""
    try:
        chosen = UUID(wanted)
    except ValueError:
        return data.applications
    return tuple(one for one in data.applications if one.id == chosen) or data.applications


def _person(person: Person, lang: str) -> MyPerson:
    words = current_vocabulary()
    return MyPerson(
        kind=person.kind,
        name=name_person(person, lang),
        values=tuple(
            MyValue(
                fact=fact,
                label=words.label(fact, lang),
                text=show_kept(fact, kept, lang),
                value=kept.value,
                type=kept.type,
                source=kept.origin.kind,
                on=kept.origin.on,
                procedure=kept.origin.title.pick(lang) if kept.origin.title else "",
                number=kept.origin.number,
            )
            for fact, kept in person.values.items()
        ),
    )


def _consents(profile: Profile, lang: str) -> tuple[MyConsent, ...]:
    return tuple(
        MyConsent(purpose=purpose, label=say(f"procedures.keep.{purpose}", lang), on=one.on)
        for purpose, one in profile.consents.items()
    )
