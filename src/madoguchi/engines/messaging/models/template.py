# SPDX-License-Identifier: Apache-2.0
"""Which texts are kept to be used again, and which version of them may go out?"""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from madoguchi.engines.messaging.models.topic import Topic
from madoguchi.engines.messaging.rules.template import Template as TemplateRules
from madoguchi.engines.messaging.rules.template import Variable, Variant
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.texts import LANGUAGES

STATES = [("draft", "案"), ("approved", "承認済み"), ("dropped", "取り下げ")]


class Template(models.Model):
    """A text that is used again and again (ひな形)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField("キー", max_length=48, unique=True)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="templates")
    section = models.SlugField("課", max_length=48, blank=True)
    title = models.JSONField("名前")
    pack_mark = models.CharField("パックの印", max_length=32, blank=True)
    is_active = models.BooleanField("使っている", default=True)

    topic_id: UUID

    class Meta:
        verbose_name = "ひな形"
        verbose_name_plural = "ひな形"
        ordering = ("key",)

    def __str__(self) -> str:
        return self.key


class TemplateRevision(models.Model):
    """One version of a template (ひな形の版); once approved its words never change.

    ``variants``: language → {subject, text, short}; ``variables``: [{name, kind, personal, sample,
    label}].
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField("版")
    variants = models.JSONField("文")
    variables = models.JSONField("差しこむ項目", default=list)
    state = models.CharField("状態", max_length=8, choices=STATES, default="draft")
    made_at = models.DateTimeField("作った時刻")
    made_by_ref = models.CharField("作った人", max_length=80)
    approved_at = models.DateTimeField("承認した時刻", null=True)
    approved_by_ref = models.CharField("承認した人", max_length=80, blank=True)

    template_id: UUID

    class Meta:
        verbose_name = "ひな形の版"
        verbose_name_plural = "ひな形の版"
        ordering = ("template", "-number")
        constraints = (
            models.UniqueConstraint(fields=["template", "number"], name="template_number_once"),
            models.UniqueConstraint(
                fields=["template"], condition=Q(state="draft"), name="template_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(state="approved", approved_at__isnull=False) & ~Q(approved_by_ref="")
                | ~Q(state="approved") & Q(approved_at__isnull=True),
                name="template_approved_when",
            ),
            models.CheckConstraint(
                condition=~Q(approved_by_ref=F("made_by_ref"))
                | Q(made_by_ref__startswith="system"),
                name="template_four_eyes",
            ),
        )

    def __str__(self) -> str:
        return f"{self.template_id}@{self.number}"

    def read(self) -> TemplateRules:
        """The template for the rules."""
        return TemplateRules(
            variants={
                language: Variant(**self.variants[language])
                for language in LANGUAGES
                if language in self.variants
            },
            variables=tuple(Variable(**one) for one in self.variables),
        )
