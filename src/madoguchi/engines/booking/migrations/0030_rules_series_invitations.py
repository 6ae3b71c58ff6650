# SPDX-License-Identifier: Apache-2.0
"""Keep the rules of each version, series, invitations and what packs were loaded."""

import django.db.models.deletion
import madoguchi.kernel.ids
from django.db import migrations, models


def keep_what_is(apps, schema_editor):
    """The rules of today become the first revision, and what is booked was made under them."""
    Offer = apps.get_model("booking", "Offer")
    Revision = apps.get_model("booking", "OfferRevision")
    Reservation = apps.get_model("booking", "Reservation")
    for offer in Offer.objects.all():
        Revision.objects.create(
            offer=offer,
            version=offer.version,
            rules=offer.rules,
            source="desk",
            made_by_ref="system:madoguchi",
            made_at=offer.changed_at,
        )
        Reservation.objects.filter(offer=offer, offer_version=0).update(offer_version=offer.version)


class Migration(migrations.Migration):

    dependencies = [
        ('booking', '0020_staff_desk'),
    ]

    operations = [
        migrations.AddField(
            model_name='reservation',
            name='offer_version',
            field=models.PositiveIntegerField(default=0, verbose_name='決まりの版'),
        ),
        migrations.CreateModel(
            name='PackMark',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('part', models.CharField(choices=[('space', '予約の対象'), ('hours', '開館時間'), ('quota', '定員枠'), ('offer', '予約の受付'), ('round', '抽選の回')], max_length=6, verbose_name='種類')),
                ('key', models.CharField(max_length=80, verbose_name='キー')),
                ('content', models.JSONField(verbose_name='読み込んだ内容')),
                ('loaded_at', models.DateTimeField(verbose_name='読み込んだ時刻')),
            ],
            options={
                'verbose_name': 'パックの読込み',
                'verbose_name_plural': 'パックの読込み',
                'constraints': [models.UniqueConstraint(fields=('part', 'key'), name='pack_mark_once')],
            },
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=24, unique=True, verbose_name='番号')),
                ('person_ref', models.CharField(db_index=True, max_length=80, verbose_name='予約した人')),
                ('pattern', models.JSONField(verbose_name='くり返し方')),
                ('first_on', models.DateField(verbose_name='始まりの日')),
                ('last_on', models.DateField(verbose_name='終わりの日')),
                ('idempotency_key', models.CharField(max_length=72, null=True, verbose_name='同じ操作の印')),
                ('made_at', models.DateTimeField(verbose_name='受けた時刻')),
                ('made_by_ref', models.CharField(max_length=80, verbose_name='受けた人')),
                ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='series', to='booking.group')),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='series', to='booking.offer')),
            ],
            options={
                'verbose_name': 'くり返しの予約',
                'verbose_name_plural': 'くり返しの予約',
                'ordering': ('-made_at', 'id'),
            },
        ),
        migrations.AddField(
            model_name='reservation',
            name='series',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='booking.series'),
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number_index', models.BinaryField(max_length=32, unique=True, verbose_name='案内番号の照合値')),
                ('family_index', models.BinaryField(db_index=True, max_length=32, null=True, verbose_name='世帯の照合値')),
                ('sealed', models.BinaryField(verbose_name='暗号化した内容')),
                ('book_until', models.DateField(null=True, verbose_name='予約の期限')),
                ('imported_at', models.DateTimeField(verbose_name='取り込んだ時刻')),
                ('imported_by_ref', models.CharField(max_length=80, verbose_name='取り込んだ人')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='取り下げた時刻')),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='booking.offer')),
                ('reservation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='invited', to='booking.reservation')),
            ],
            options={
                'verbose_name': '健診の案内',
                'verbose_name_plural': '健診の案内',
                'ordering': ('imported_at', 'id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('reservation__isnull', False)), fields=('reservation',), name='invitation_reservation_once')],
            },
        ),
        migrations.CreateModel(
            name='OfferRevision',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(verbose_name='版')),
                ('rules', models.JSONField(verbose_name='決まり')),
                ('source', models.CharField(choices=[('pack', 'パック'), ('desk', '画面')], default='desk', max_length=4, verbose_name='出どころ')),
                ('why', models.CharField(blank=True, max_length=400, verbose_name='変えた理由')),
                ('made_by_ref', models.CharField(max_length=80, verbose_name='変えた人')),
                ('made_by_name', models.CharField(blank=True, max_length=80, verbose_name='変えた人の名前')),
                ('made_at', models.DateTimeField(verbose_name='変えた時刻')),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='booking.offer')),
            ],
            options={
                'verbose_name': '決まりの版',
                'verbose_name_plural': '決まりの版',
                'ordering': ('-version',),
                'constraints': [models.UniqueConstraint(fields=('offer', 'version'), name='offer_revision_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='series_days'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.UniqueConstraint(fields=('person_ref', 'idempotency_key'), name='series_same_request_once'),
        ),
        migrations.RunPython(keep_what_is, migrations.RunPython.noop, elidable=True),
    ]
