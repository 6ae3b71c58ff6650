# SPDX-License-Identifier: Apache-2.0
import datetime

from django.db import migrations, models

OPEN = models.Q(is_open=True)


def ordered(name, condition, *first):
    """An index for a list of the inbox in the order of its due days."""
    return migrations.AddIndex(
        model_name="case",
        index=models.Index(fields=[*first, "order_on", "id"], condition=condition, name=name),
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_proofs")]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("approved", "認定"),
                    ("refused", "却下"),
                    ("withdrawn", "取下げ"),
                    ("noted", "受け取り"),
                ],
                max_length=10,
                verbose_name="結果",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="order_on",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        due_on__isnull=False, paused_on__isnull=True, then=models.F("due_on")
                    ),
                    default=models.Value(
                        datetime.date(9999, 12, 31), output_field=models.DateField()
                    ),
                ),
                output_field=models.DateField(),
                verbose_name="並べる日",
            ),
        ),
        *(
            migrations.RemoveIndex(model_name="case", name=name)
            for name in (
                "case_inbox",
                "case_inbox_everywhere",
                "case_mine",
                "case_unassigned",
                "case_arrived",
            )
        ),
        ordered("case_inbox", OPEN, "section"),
        ordered("case_inbox_everywhere", OPEN),
        ordered("case_mine", OPEN & ~models.Q(assignee_ref=""), "assignee_ref"),
        ordered("case_unassigned", models.Q(is_open=True, assignee_ref=""), "section"),
        ordered("case_arrived", models.Q(is_open=True, correction_arrived=True), "section"),
        ordered("case_deciding", models.Q(is_open=True, state="deciding"), "section"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["section", "decided_on", "id"],
                condition=models.Q(is_open=False, closed_at__isnull=True),
                name="case_decided",
            ),
        ),
    ]
