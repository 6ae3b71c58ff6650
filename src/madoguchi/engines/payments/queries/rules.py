# SPDX-License-Identifier: Apache-2.0
"""Which rules hold now?"""

from madoguchi.engines.payments.models import PaymentRule
from madoguchi.engines.payments.rules.late_charge import LateRule
from madoguchi.engines.payments.rules.packed import PackedLevy, PackedSource, Reminders


def find_late_rule(key: str) -> LateRule | None:
    """The rule of late charges with a key; None for none."""
    row = PaymentRule.objects.filter(key=f"late:{key}").first() if key else None
    return LateRule.model_validate(row.content) if row else None


def find_source(key: str) -> PackedSource | None:
    """What the money of a source is called and where it goes."""
    row = PaymentRule.objects.filter(key=f"source:{key}").first()
    return PackedSource.model_validate(row.content) if row else None


def find_levy(key: str) -> PackedLevy | None:
    """A kind of levy."""
    row = PaymentRule.objects.filter(key=f"levy:{key}").first()
    return PackedLevy.model_validate(row.content) if row else None


def get_reminders() -> Reminders:
    """When payers are told; the usual days where the pack says nothing."""
    row = PaymentRule.objects.filter(key="reminders").first()
    return Reminders.model_validate(row.content) if row else Reminders()
