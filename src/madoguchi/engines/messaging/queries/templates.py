# SPDX-License-Identifier: Apache-2.0
"""Which templates are there, and which version of one may go out?"""

from django.db.models import Prefetch, QuerySet

from madoguchi.engines.messaging.models import Template, TemplateRevision
from madoguchi.engines.messaging.rules.notice_refusals import TemplateUnknown


def list_templates() -> QuerySet[Template]:
    """The templates in use with topic and versions, the newest version first."""
    return (
        Template.objects.filter(is_active=True)
        .select_related("topic")
        .prefetch_related(
            Prefetch("revisions", queryset=TemplateRevision.objects.order_by("-number"))
        )
        .order_by("topic__rank", "topic__key", "key")
    )


def get_template(key: str) -> Template:
    """The template with its topic and versions. Raises TemplateUnknown."""
    found = list_templates().filter(key=key).first()
    if found is None:
        raise TemplateUnknown
    return found


def find_approved(key: str) -> TemplateRevision | None:
    """The newest approved version of a template."""
    return (
        TemplateRevision.objects.filter(
            template__key=key, template__is_active=True, state="approved"
        )
        .select_related("template__topic")
        .order_by("-number")
        .first()
    )


def approved_of(template: Template) -> TemplateRevision | None:
    """The newest approved version among those that are loaded."""
    return next((one for one in template.revisions.all() if one.state == "approved"), None)


def draft_of(template: Template) -> TemplateRevision | None:
    """The version that is being written, if any."""
    return next((one for one in template.revisions.all() if one.state == "draft"), None)
