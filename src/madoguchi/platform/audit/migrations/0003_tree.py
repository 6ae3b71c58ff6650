# SPDX-License-Identifier: Apache-2.0
import django.db.models.deletion
import madoguchi.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_insert_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('size', models.PositiveBigIntegerField(unique=True, verbose_name='件数')),
                ('root', models.BinaryField(max_length=32, verbose_name='根の要約値')),
                ('note', models.TextField(verbose_name='署名付きの文')),
                ('at', models.DateTimeField(verbose_name='日時')),
            ],
            options={
                'verbose_name': 'チェックポイント',
                'verbose_name_plural': 'チェックポイント',
            },
        ),
        migrations.CreateModel(
            name='WitnessAlarm',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('origin', models.CharField(max_length=200, verbose_name='ログの名前')),
                ('reason', models.CharField(max_length=60, verbose_name='理由')),
                ('note', models.TextField(verbose_name='示された文')),
                ('at', models.DateTimeField(verbose_name='日時')),
            ],
            options={
                'verbose_name': '立会人の警報',
                'verbose_name_plural': '立会人の警報',
            },
        ),
        migrations.CreateModel(
            name='WitnessedLog',
            fields=[
                ('origin', models.CharField(max_length=200, primary_key=True, serialize=False, verbose_name='ログの名前')),
                ('size', models.PositiveBigIntegerField(verbose_name='件数')),
                ('root', models.BinaryField(max_length=32, verbose_name='根の要約値')),
                ('note', models.TextField(verbose_name='署名付きの文')),
                ('at', models.DateTimeField(verbose_name='日時')),
            ],
            options={
                'verbose_name': '立ち会ったログ',
                'verbose_name_plural': '立ち会ったログ',
            },
        ),
        migrations.CreateModel(
            name='TimeStamp',
            fields=[
                ('checkpoint', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='time_stamp', serialize=False, to='audit.checkpoint')),
                ('token', models.BinaryField(verbose_name='時刻証明の応答(DER)')),
                ('stamped_at', models.DateTimeField(verbose_name='証明された日時')),
                ('source', models.CharField(max_length=200, verbose_name='発行元')),
            ],
            options={
                'verbose_name': 'タイムスタンプ',
                'verbose_name_plural': 'タイムスタンプ',
            },
        ),
        migrations.CreateModel(
            name='Tree',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('size', models.PositiveBigIntegerField(default=0, verbose_name='件数')),
                ('frontier', models.BinaryField(default=b'', verbose_name='右端の要約値')),
                ('proven_at', models.DateTimeField(null=True, verbose_name='すべてが証明されていた日時')),
            ],
            options={
                'verbose_name': 'ハッシュ木',
                'verbose_name_plural': 'ハッシュ木',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='audit_one_tree')],
            },
        ),
        migrations.CreateModel(
            name='TreeNode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('height', models.PositiveSmallIntegerField(verbose_name='高さ')),
                ('position', models.PositiveBigIntegerField(verbose_name='位置')),
                ('hash', models.BinaryField(max_length=32, verbose_name='要約値')),
            ],
            options={
                'verbose_name': 'ハッシュ木の節',
                'verbose_name_plural': 'ハッシュ木の節',
                'constraints': [models.UniqueConstraint(fields=('height', 'position'), name='audit_node_once')],
            },
        ),
        migrations.CreateModel(
            name='Cosignature',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('witness', models.CharField(max_length=120, verbose_name='立会人')),
                ('line', models.TextField(verbose_name='署名の行')),
                ('at', models.DateTimeField(verbose_name='日時')),
                ('checkpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cosignatures', to='audit.checkpoint')),
            ],
            options={
                'verbose_name': '立会人の署名',
                'verbose_name_plural': '立会人の署名',
                'constraints': [models.UniqueConstraint(fields=('checkpoint', 'witness'), name='audit_one_line_per_witness')],
            },
        ),
    ]
