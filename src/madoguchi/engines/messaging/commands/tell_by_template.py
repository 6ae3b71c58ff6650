# SPDX-License-Identifier: Apache-2.0
"""Tell one person something by an approved template (ひな形で知らせる)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from madoguchi.engines.messaging.commands.tell_person import tell_person
from madoguchi.engines.messaging.models import Notice
from madoguchi.engines.messaging.queries.templates import find_approved
from madoguchi.engines.messaging.rules.notice_refusals import TemplateNotApproved
from madoguchi.engines.messaging.rules.template import Template, Value, write
from madoguchi.kernel.actors import Actor


def tell_by_template(
    *,
    key: str,
    template: str,
    party_ref: str,
    values: Mapping[str, Value],
    actor: Actor,
    at: datetime,
    link: str = "",
) -> Notice:
    """Fill the newest approved version in every language and send it; the same ``key`` is once.

    ``values``: variable → text, date, yen, number or link. LINE, SMS and push get the short form.

    Raises:
        TemplateNotApproved; VariableMissing, VariableUnknown, ValueUnfit: nothing is sent.
    """
    revision = find_approved(template)
    if revision is None:
        raise TemplateNotApproved(template=template)
    return tell_person(
        key=key, party_ref=party_ref, topic=revision.template.topic.key,
        texts=fill_all(revision.read(), values), actor=actor, at=at, link=link,
        template=f"{template}@{revision.number}",
    )  # fmt: skip


def fill_all(template: Template, values: Mapping[str, Value]) -> dict[str, dict[str, Any]]:
    """language → {subject, text, short} with the values in their places."""
    texts: dict[str, dict[str, Any]] = {}
    for language in template.variants:
        full = write(template, values, language=language)
        short = write(template, values, language=language, channel="sms").subject
        texts[language] = {"subject": full.subject, "text": full.text, "short": short}
    return texts
