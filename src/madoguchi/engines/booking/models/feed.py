# SPDX-License-Identifier: Apache-2.0
"""Under which secret address does somebody's calendar application fetch their bookings?"""

from django.db import models
from django.db.models import Q

from madoguchi.kernel.ids import new_id


class FeedAddress(models.Model):
    """The secret address of a person's bookings (予定表の配信先); a new version ends the old one.

    The secret follows from person and version with a key of the zone; only its digest rests here.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party_ref = models.CharField("だれの", max_length=80, unique=True)
    version = models.PositiveIntegerField("版", default=1)
    digest = models.CharField("秘密の要約値", max_length=64, unique=True)
    made_at = models.DateTimeField("作った時刻")
    ended_at = models.DateTimeField("止めた時刻", null=True)

    class Meta:
        verbose_name = "予定表の配信先"
        verbose_name_plural = "予定表の配信先"
        constraints = (
            models.CheckConstraint(condition=Q(version__gte=1), name="feed_version_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.party_ref} {self.version}"
