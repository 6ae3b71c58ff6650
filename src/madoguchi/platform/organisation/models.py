# SPDX-License-Identifier: Apache-2.0
"""How do sections, posts and appointments rest in the database?"""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from madoguchi.kernel.ids import new_id
from madoguchi.kernel.texts import TextValue


class Section(models.Model):
    """A department, section or subsection (課)."""

    parent_id: UUID | None
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField("キー", max_length=60, unique=True)
    name = models.JSONField("名称")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    telephone = models.CharField("電話", max_length=20, blank=True)
    counter = models.JSONField("窓口", null=True, blank=True)
    position = models.PositiveIntegerField("並び順", default=0)
    abolished_on = models.DateField("廃止日", null=True, blank=True)

    class Meta:
        verbose_name = "課"
        verbose_name_plural = "課"
        ordering = ("position", "key")

    def __str__(self) -> str:
        return self.title.ja

    @property
    def title(self) -> TextValue:
        """The name in the languages that the city gives."""
        return TextValue.model_validate(self.name)


class Post(models.Model):
    """A position in a section (役職・担当) and the roles that come with it."""

    section_id: UUID
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="posts")
    key = models.SlugField("キー", max_length=60)
    title = models.CharField("職名", max_length=60)
    rank = models.PositiveSmallIntegerField("職位", default=0)
    roles = models.JSONField("役割", default=list)
    abolished_on = models.DateField("廃止日", null=True, blank=True)

    class Meta:
        verbose_name = "役職"
        verbose_name_plural = "役職"
        ordering = ("section", "-rank", "key")
        constraints = (
            models.UniqueConstraint(fields=["section", "key"], name="organisation_post_key"),
        )

    def __str__(self) -> str:
        return self.title


class Appointment(models.Model):
    """A person holds a post from one day to another (発令). Several at once are usual (兼務)."""

    post_id: UUID
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff_ref = models.CharField("職員", max_length=60)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    from_on = models.DateField("発令日")
    until_on = models.DateField("最終日", null=True, blank=True)

    class Meta:
        verbose_name = "発令"
        verbose_name_plural = "発令"
        indexes = (models.Index(fields=["staff_ref"], name="organisation_appointed"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="organisation_until_after_from",
            ),
        )

    def __str__(self) -> str:
        return f"{self.staff_ref} {self.post_id}"


class Version(models.Model):
    """One row whose token is new after every change (組織の版), so that caches know it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    token = models.UUIDField(default=new_id)

    class Meta:
        verbose_name = "組織の版"
        verbose_name_plural = "組織の版"

    def __str__(self) -> str:
        return str(self.token)
