# SPDX-License-Identifier: Apache-2.0
"""A file of a case gets its safe copy, what was removed, and the word of a virus scanner."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_phone_begins'),
    ]

    operations = [
        migrations.AddField(
            model_name='casefile',
            name='checked_at',
            field=models.DateTimeField(null=True, verbose_name='検査した時刻'),
        ),
        migrations.AddField(
            model_name='casefile',
            name='pages',
            field=models.PositiveIntegerField(default=0, verbose_name='ページ数'),
        ),
        migrations.AddField(
            model_name='casefile',
            name='reason',
            field=models.CharField(blank=True, max_length=20, verbose_name='上の段階でできなかった理由'),
        ),
        migrations.AddField(
            model_name='casefile',
            name='removed',
            field=models.JSONField(blank=True, default=dict, verbose_name='取り除いたもの'),
        ),
        migrations.AddField(
            model_name='casefile',
            name='safe_file_id',
            field=models.UUIDField(null=True, unique=True, verbose_name='無害化した写し'),
        ),
        migrations.AddField(
            model_name='casefile',
            name='safe_name',
            field=models.CharField(blank=True, max_length=255, verbose_name='写しのファイル名'),
        ),
        migrations.AddField(
            model_name='casefile',
            name='safe_size',
            field=models.BigIntegerField(default=0, verbose_name='写しの大きさ'),
        ),
        migrations.AddField(
            model_name='casefile',
            name='safe_type',
            field=models.CharField(blank=True, max_length=120, verbose_name='写しの形式'),
        ),
        migrations.AddField(
            model_name='casefile',
            name='scan',
            field=models.CharField(choices=[('unscanned', '未検査'), ('clean', '検出なし'), ('infected', '検出')], default='unscanned', max_length=10, verbose_name='ウイルス検査'),
        ),
        migrations.AddField(
            model_name='casefile',
            name='scan_note',
            field=models.CharField(blank=True, max_length=200, verbose_name='ウイルス検査の結果'),
        ),
        migrations.AddField(
            model_name='casefile',
            name='state',
            field=models.CharField(choices=[('unchecked', '未検査'), ('checking', '検査中'), ('safe', '無害化済'), ('unopenable', '開けない'), ('infected', 'ウイルス')], default='unchecked', max_length=10, verbose_name='検査の状態'),
        ),
        migrations.AlterField(
            model_name='casefile',
            name='level',
            field=models.CharField(choices=[('none', 'なし'), ('text', '文字だけ'), ('pixels', '画素'), ('structural', '再構成')], default='none', max_length=10, verbose_name='無害化の段階'),
        ),
        migrations.AddIndex(
            model_name='casefile',
            index=models.Index(condition=models.Q(('state__in', ('unchecked', 'checking'))), fields=['received_at'], name='case_file_waiting'),
        ),
        migrations.RunSQL(
            "UPDATE cases_casefile SET level = 'none'",
            "UPDATE cases_casefile SET level = 'unchecked'",
        ),
        migrations.AddIndex(
            model_name='casefile',
            index=models.Index(condition=models.Q(('scan', 'unscanned')), fields=['received_at'], name='case_file_unscanned'),
        ),
        migrations.AddConstraint(
            model_name='casefile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('safe_file_id__isnull', False), ('state', 'safe'), models.Q(('level', 'none'), _negated=True)), models.Q(models.Q(('state', 'safe'), _negated=True), ('level', 'none'), ('safe_file_id__isnull', True)), _connector='OR'), name='case_file_safe_has_copy'),
        ),
        migrations.AddConstraint(
            model_name='casefile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scan', 'infected'), ('state', 'infected')), models.Q(models.Q(('state', 'infected'), _negated=True), models.Q(('scan', 'infected'), _negated=True)), _connector='OR'), name='case_file_infected_is_shut'),
        ),
    ]
