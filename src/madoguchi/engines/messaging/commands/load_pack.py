# SPDX-License-Identifier: Apache-2.0
"""Bring topics and templates of a pack into the database (パックを読みこむ)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from madoguchi.engines.messaging.models import Template, TemplateRevision, Topic
from madoguchi.engines.messaging.rules.packed import (
    MessagingPack,
    PackedTemplate,
    PackedTopic,
    digest_of,
)
from madoguchi.engines.messaging.rules.template_doc import variables_of, variants_of
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.texts import TextValue
from madoguchi.platform.audit.api import record


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many topics and templates were new or changed."""

    topics: int
    templates: int


def load_pack(*, pack: MessagingPack, actor: Actor, at: datetime) -> Loaded:
    """Make topics and templates as the pack says; loading it again changes nothing.

    A template whose pack has changed gets a new approved version: the pack was checked when it was
    published. Versions that staff have written in between stay in its history.
    """
    with transaction.atomic():
        topics = sum(_put_topic(one, rank) for rank, one in enumerate(pack.topics, start=1))
        templates = sum(_put_template(one, at=at) for one in pack.templates)
        if topics or templates:
            record(
                action="messaging.pack.loaded", actor=actor, subject="messaging:pack", at=at,
                detail={"topics": topics, "templates": templates},
            )  # fmt: skip
    return Loaded(topics, templates)


def _words(value: TextValue | None) -> dict[str, str]:
    return value.model_dump(exclude_none=True) if value is not None else {}


def _put_topic(packed: PackedTopic, rank: int) -> bool:
    wanted = {
        "section": packed.section or "",
        "title": _words(packed.title),
        "about": _words(packed.about),
        "way": packed.way,
        "chain": list(packed.chain),
        "rank": rank,
    }
    found = Topic.objects.filter(key=packed.key).first()
    if found is None:
        Topic.objects.create(key=packed.key, **wanted)
        return True
    if all(getattr(found, name) == value for name, value in wanted.items()):
        return False
    for name, value in wanted.items():
        setattr(found, name, value)
    found.save(update_fields=list(wanted))
    return True


def _put_template(packed: PackedTemplate, *, at: datetime) -> bool:
    mark = digest_of(packed)
    topic = Topic.objects.get(key=packed.topic)
    found, _ = Template.objects.get_or_create(
        key=packed.key,
        defaults={"topic": topic, "section": topic.section, "title": _words(packed.title)},
    )
    if found.pack_mark == mark:
        return False
    last = found.revisions.aggregate(last=Max("number"))["last"] or 0
    rules = packed.as_template()
    TemplateRevision.objects.create(
        template=found, number=last + 1, variants=variants_of(rules),
        variables=variables_of(rules), state="approved", made_at=at, made_by_ref="system:pack",
        approved_at=at, approved_by_ref="system:pack",
    )  # fmt: skip
    found.topic, found.title, found.pack_mark = topic, _words(packed.title), mark
    found.save(update_fields=["topic", "title", "pack_mark"])
    return True
