# SPDX-License-Identifier: Apache-2.0
"""Who is told that the emergency account was opened?"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django_tasks import task

from madoguchi.platform.identity.models import EmergencyAccount, User
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.wording import say


@task(priority=90)
def tell_of_emergency(user_id: str, opened_at: str) -> int:
    """Tell the people who were named that the emergency account was opened; how many had mail."""
    row = EmergencyAccount.objects.select_related("user").get(user=UUID(user_id))
    when = format_instant(datetime.fromisoformat(opened_at), "ja")
    addresses = [
        user.email for user in User.objects.filter(login__in=row.told, is_active=True) if user.email
    ]
    words = {"login": row.user.get_username(), "when": when, "reason": row.reason}
    for address in addresses:
        EmailMessage(
            say("identity.emergency.mail.subject", "ja", **words),
            say("identity.emergency.mail.body", "ja", **words),
            settings.DEFAULT_FROM_EMAIL,
            [address],
        ).send()
    return len(addresses)
