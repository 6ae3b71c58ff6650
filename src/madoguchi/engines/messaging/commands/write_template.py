# SPDX-License-Identifier: Apache-2.0
"""Write a new version of a template (ひな形を書く), approve it by another person, or drop it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from madoguchi.engines.messaging.models import Template, TemplateRevision
from madoguchi.engines.messaging.pack import pack_in_use
from madoguchi.engines.messaging.policy import APPROVE, WRITE, check_may
from madoguchi.engines.messaging.queries.templates import get_template
from madoguchi.engines.messaging.rules.notice_refusals import (
    HardToRead,
    TemplateFaulty,
    TemplateMoved,
)
from madoguchi.engines.messaging.rules.read_words import count_blocking
from madoguchi.engines.messaging.rules.refusals import OwnNotice
from madoguchi.engines.messaging.rules.template import Template as TemplateRules
from madoguchi.engines.messaging.rules.template import check_template
from madoguchi.engines.messaging.rules.template_doc import variables_of, variants_of
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record


def write_template(
    *, key: str, wanted: TemplateRules, actor: Actor, at: datetime
) -> TemplateRevision:
    """Keep the words as the draft of the next version; a draft that is there is written over.

    Raises:
        TemplateUnknown, NotAllowed; TemplateFaulty: unknown variables, stray braces, no Japanese.
        TemplateMoved: somebody else began a draft in the same moment.
    """
    template = get_template(key)
    check_may(actor, template.section or _any_section(actor), WRITE)
    faults = check_template(wanted)
    if faults:
        why = faults[0].refusal.message
        raise TemplateFaulty(
            why=why.ja, why_en=why.en or why.ja, why_easy=why.easy or why.ja
        )  # fmt: skip
    try:
        with transaction.atomic():
            draft = _put_draft(template, wanted, actor=actor, at=at)
            record(
                action="messaging.template.written", actor=actor,
                subject=f"messaging:template:{key}", at=at, detail={"number": draft.number},
            )  # fmt: skip
    except IntegrityError:
        raise TemplateMoved from None
    return draft


def _put_draft(
    template: Template, wanted: TemplateRules, *, actor: Actor, at: datetime
) -> TemplateRevision:
    values = {
        "variants": variants_of(wanted), "variables": variables_of(wanted),
        "made_at": at, "made_by_ref": actor.ref,
    }  # fmt: skip
    changed = TemplateRevision.objects.filter(template=template, state="draft").update(**values)
    if changed:
        return TemplateRevision.objects.get(template=template, state="draft")
    last = template.revisions.aggregate(last=Max("number"))["last"] or 0
    return TemplateRevision.objects.create(template=template, number=last + 1, **values)


@transaction.atomic
def approve_template(*, key: str, number: int, actor: Actor, at: datetime) -> TemplateRevision:
    """Let a version be used from now on.

    Raises:
        OwnNotice: its writer asks; HardToRead: the easy text has places that must be changed;
        TemplateMoved: it is no draft any more, or was written over.
    """
    template = get_template(key)
    check_may(actor, template.section or _any_section(actor), APPROVE)
    draft = TemplateRevision.objects.filter(template=template, number=number, state="draft").first()
    if draft is None:
        raise TemplateMoved
    if draft.made_by_ref == actor.ref:
        raise OwnNotice
    count = count_blocking(draft.variants, pack_in_use().gate())
    if count:
        raise HardToRead(count=count)
    changed = TemplateRevision.objects.filter(
        id=draft.id, state="draft", made_at=draft.made_at
    ).update(state="approved", approved_at=at, approved_by_ref=actor.ref)
    if not changed:
        raise TemplateMoved
    record(
        action="messaging.template.approved", actor=actor, subject=f"messaging:template:{key}",
        at=at, detail={"number": number},
    )  # fmt: skip
    draft.refresh_from_db()
    return draft


@transaction.atomic
def drop_template(*, key: str, number: int, actor: Actor, at: datetime) -> None:
    """Take a draft back. Raises TemplateMoved where there is none of that number."""
    template = get_template(key)
    check_may(actor, template.section or _any_section(actor), WRITE)
    changed = TemplateRevision.objects.filter(
        template=template, number=number, state="draft"
    ).update(state="dropped")
    if not changed:
        raise TemplateMoved
    record(
        action="messaging.template.dropped", actor=actor, subject=f"messaging:template:{key}",
        at=at, detail={"number": number},
    )  # fmt: skip


def _any_section(actor: Actor) -> str:
    """A template of no section belongs to whoever may write for one."""
    return min(actor.sections, default="")
