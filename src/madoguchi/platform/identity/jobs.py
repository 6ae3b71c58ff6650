# SPDX-License-Identifier: Apache-2.0
"""The periodic work of accounts."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django_tasks import task

from madoguchi.kernel.clock import now
from madoguchi.platform.identity.citizens.prune import prune_unchecked
from madoguchi.platform.identity.citizens.sign_ins import prune_sign_ins
from madoguchi.platform.identity.factors.api import prune_spent
from madoguchi.platform.identity.models import StaffSignIn, VisitingStaff
from madoguchi.platform.identity.staff.lockout import prune_failures
from madoguchi.platform.jobs.api import periodic

SIGN_INS_KEPT = timedelta(days=90)
VISITS_KEPT = timedelta(days=100)
"""So long the data protection officer reads names beside what visitors have done here."""


@periodic(every=timedelta(days=1), offset=timedelta(hours=3, minutes=20))
@task(priority=-50)
def prune_accounts() -> int:
    """Forget ended sessions, old failures, and accounts whose address was never checked."""
    at = now()
    sessions, _ = Session.objects.filter(expire_date__lt=at).delete()
    unchecked = prune_unchecked(at) + prune_sign_ins(at) if settings.ZONE == "portal" else 0
    signed_in, _ = StaffSignIn.objects.filter(seen_at__lt=at - SIGN_INS_KEPT).delete()
    visits, _ = VisitingStaff.objects.filter(ends_at__lt=at - VISITS_KEPT).delete()
    return sessions + unchecked + prune_failures(at) + prune_spent(at) + signed_in + visits
