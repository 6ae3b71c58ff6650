# SPDX-License-Identifier: Apache-2.0
"""The rows of the cases engine."""

import django.db.models.deletion
import madoguchi.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=24, unique=True, verbose_name='受付番号')),
                ('submission_id', models.UUIDField(unique=True, verbose_name='申請ID')),
                ('procedure_id', models.CharField(max_length=64, verbose_name='手続きID')),
                ('procedure_title', models.CharField(max_length=200, verbose_name='手続き')),
                ('revision', models.PositiveIntegerField(verbose_name='版')),
                ('section', models.CharField(max_length=64, verbose_name='課')),
                ('version', models.PositiveIntegerField(default=0, verbose_name='更新番号')),
                ('state', models.CharField(choices=[('received', '受付'), ('reviewing', '確認中'), ('correction', '補正待ち'), ('deciding', '決裁中'), ('approved', '認定'), ('refused', '却下'), ('withdrawn', '取下げ'), ('closed', '完了')], max_length=12, verbose_name='状態')),
                ('is_open', models.BooleanField(default=True, verbose_name='終わっていない')),
                ('correction_arrived', models.BooleanField(default=False, verbose_name='補正が届いた')),
                ('assignee_ref', models.CharField(blank=True, max_length=80, verbose_name='担当')),
                ('assignee_name', models.CharField(blank=True, max_length=80, verbose_name='担当者名')),
                ('received_at', models.DateTimeField(verbose_name='受付の時刻')),
                ('received_on', models.DateField(verbose_name='受付日')),
                ('standard_days', models.PositiveSmallIntegerField(null=True, verbose_name='標準処理期間')),
                ('extended_days', models.PositiveSmallIntegerField(default=0, verbose_name='延長した日数')),
                ('due_on', models.DateField(null=True, verbose_name='期限')),
                ('paused_on', models.DateField(null=True, verbose_name='停止した日')),
                ('changed_at', models.DateTimeField(verbose_name='最後の動き')),
                ('applicant_name', models.CharField(blank=True, max_length=200, verbose_name='申請した人')),
                ('applicant_kana', models.CharField(blank=True, max_length=200, verbose_name='フリガナ')),
                ('applicant_birth_on', models.DateField(null=True, verbose_name='生年月日')),
                ('applicant_birth_text', models.CharField(blank=True, max_length=60, verbose_name='生年月日(申請のまま)')),
                ('applicant_address', models.CharField(blank=True, max_length=300, verbose_name='住所')),
                ('applicant_phone', models.CharField(blank=True, max_length=30, verbose_name='電話')),
                ('applicant_email', models.CharField(blank=True, max_length=254, verbose_name='メール')),
                ('name_key', models.CharField(blank=True, max_length=200, verbose_name='名前の検索キー')),
                ('kana_key', models.CharField(blank=True, max_length=200, verbose_name='フリガナの検索キー')),
                ('address_key', models.CharField(blank=True, max_length=300, verbose_name='住所の検索キー')),
                ('phone_key', models.CharField(blank=True, max_length=20, verbose_name='電話の検索キー')),
                ('fee_yen', models.BigIntegerField(null=True, verbose_name='手数料')),
                ('channel', models.CharField(default='online', max_length=10, verbose_name='受付の方法')),
                ('language', models.CharField(default='ja', max_length=6, verbose_name='ことば')),
                ('identity', models.CharField(default='none', max_length=10, verbose_name='本人確認')),
                ('file_count', models.PositiveSmallIntegerField(default=0, verbose_name='書類の数')),
                ('message_count', models.PositiveSmallIntegerField(default=0, verbose_name='連絡の数')),
                ('finding_count', models.PositiveSmallIntegerField(default=0, verbose_name='点検で見つかった数')),
                ('outcome', models.CharField(blank=True, choices=[('approved', '認定'), ('refused', '却下'), ('withdrawn', '取下げ')], max_length=10, verbose_name='結果')),
                ('decided_on', models.DateField(null=True, verbose_name='決定日')),
                ('decided_days', models.PositiveSmallIntegerField(null=True, verbose_name='かかった開庁日')),
                ('decided_late', models.BooleanField(default=False, verbose_name='期限のあとに決定')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='完了の時刻')),
                ('destroy_on', models.DateField(null=True, verbose_name='廃棄してよい日')),
            ],
            options={
                'verbose_name': '事案',
                'verbose_name_plural': '事案',
            },
        ),
        migrations.CreateModel(
            name='CaseAction',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('seq', models.PositiveIntegerField(verbose_name='順番')),
                ('kind', models.CharField(max_length=32, verbose_name='種類')),
                ('state', models.CharField(choices=[('received', '受付'), ('reviewing', '確認中'), ('correction', '補正待ち'), ('deciding', '決裁中'), ('approved', '認定'), ('refused', '却下'), ('withdrawn', '取下げ'), ('closed', '完了')], max_length=12, verbose_name='あとの状態')),
                ('at', models.DateTimeField(verbose_name='時刻')),
                ('actor_kind', models.CharField(max_length=8, verbose_name='動いた人の種類')),
                ('actor_ref', models.CharField(max_length=80, verbose_name='動いた人')),
                ('actor_name', models.CharField(blank=True, max_length=80, verbose_name='動いた人の名前')),
                ('data', models.JSONField(default=dict, verbose_name='内容')),
            ],
            options={
                'verbose_name': '経過',
                'verbose_name_plural': '経過',
            },
        ),
        migrations.CreateModel(
            name='CaseFile',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('file_id', models.UUIDField(unique=True, verbose_name='保管ファイル')),
                ('question', models.CharField(max_length=64, verbose_name='質問')),
                ('item', models.PositiveSmallIntegerField(null=True, verbose_name='何件目')),
                ('name', models.CharField(max_length=255, verbose_name='ファイル名')),
                ('type', models.CharField(max_length=120, verbose_name='形式')),
                ('size', models.BigIntegerField(verbose_name='大きさ')),
                ('sha256', models.CharField(max_length=64, verbose_name='要約値')),
                ('level', models.CharField(choices=[('unchecked', '未検査'), ('checked', '検査のみ'), ('stripped', '除去'), ('rebuilt', '再構成')], default='unchecked', max_length=10, verbose_name='無害化の段階')),
                ('received_at', models.DateTimeField(verbose_name='届いた時刻')),
                ('replaced', models.BooleanField(default=False, verbose_name='差しかえ済み')),
            ],
            options={
                'verbose_name': '書類',
                'verbose_name_plural': '書類',
                'ordering': ('received_at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='CorrectionRequest',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('fields', models.JSONField(verbose_name='直してほしい欄')),
                ('message', models.TextField(verbose_name='伝える文')),
                ('due_on', models.DateField(null=True, verbose_name='いつまで')),
                ('asked_at', models.DateTimeField(verbose_name='求めた時刻')),
                ('asked_on', models.DateField(verbose_name='求めた日')),
                ('asked_by_name', models.CharField(max_length=80, verbose_name='求めた人')),
                ('correction_id', models.UUIDField(null=True, unique=True, verbose_name='届いた補正')),
                ('ended_on', models.DateField(null=True, verbose_name='時計が動き出した日')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='終わった時刻')),
                ('ended_how', models.CharField(blank=True, choices=[('arrived', '補正が届いた'), ('resumed', '職員が再開した'), ('ended', '終わった')], max_length=10, verbose_name='終わり方')),
                ('sealed_before', models.BinaryField(null=True, verbose_name='直す前の値(暗号化)')),
            ],
            options={
                'verbose_name': '補正の依頼',
                'verbose_name_plural': '補正の依頼',
                'ordering': ('asked_at',),
            },
        ),
        migrations.CreateModel(
            name='Destruction',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('case_id', models.UUIDField(unique=True, verbose_name='事案')),
                ('number', models.CharField(max_length=24, verbose_name='受付番号')),
                ('procedure_id', models.CharField(max_length=64, verbose_name='手続きID')),
                ('section', models.CharField(max_length=64, verbose_name='課')),
                ('outcome', models.CharField(max_length=10, verbose_name='結果')),
                ('classification', models.CharField(blank=True, max_length=200, verbose_name='文書分類')),
                ('closed_on', models.DateField(verbose_name='完了日')),
                ('destroy_on', models.DateField(verbose_name='廃棄してよい日')),
                ('destroyed_at', models.DateTimeField(verbose_name='廃棄した時刻')),
                ('destroyed_by_name', models.CharField(max_length=80, verbose_name='廃棄した人')),
            ],
            options={
                'verbose_name': '廃棄簿',
                'verbose_name_plural': '廃棄簿',
                'ordering': ('-destroyed_at',),
            },
        ),
        migrations.CreateModel(
            name='InboxCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(max_length=64, verbose_name='課')),
                ('state', models.CharField(max_length=12, verbose_name='状態')),
                ('correction_arrived', models.BooleanField(verbose_name='補正が届いた')),
                ('assigned', models.BooleanField(verbose_name='担当あり')),
                ('cases', models.IntegerField(default=0, verbose_name='件数')),
            ],
            options={
                'verbose_name': '受付箱の件数',
                'verbose_name_plural': '受付箱の件数',
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('section', models.CharField(max_length=64, verbose_name='課')),
                ('fiscal_year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('serial', models.PositiveIntegerField(verbose_name='番号')),
                ('document_number', models.CharField(max_length=40, verbose_name='文書番号')),
                ('kind', models.CharField(max_length=10, verbose_name='種類')),
                ('title', models.CharField(max_length=200, verbose_name='件名')),
                ('issued_on', models.DateField(verbose_name='発行日')),
                ('issued_at', models.DateTimeField(verbose_name='発行した時刻')),
                ('issued_by_name', models.CharField(max_length=80, verbose_name='発行した人')),
                ('sha256', models.CharField(max_length=64, verbose_name='要約値')),
                ('size', models.PositiveIntegerField(verbose_name='大きさ')),
                ('sealed_pdf', models.BinaryField(null=True, verbose_name='PDF(暗号化)')),
            ],
            options={
                'verbose_name': '通知書',
                'verbose_name_plural': '通知書',
                'ordering': ('issued_at',),
            },
        ),
        migrations.CreateModel(
            name='LetterCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(max_length=64, verbose_name='課')),
                ('fiscal_year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('last', models.PositiveIntegerField(default=0, verbose_name='最後の番号')),
            ],
            options={
                'verbose_name': '文書番号の台帳',
                'verbose_name_plural': '文書番号の台帳',
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('from_applicant', models.BooleanField(verbose_name='本人から')),
                ('text', models.TextField(verbose_name='本文')),
                ('author_ref', models.CharField(max_length=80, verbose_name='書いた人')),
                ('author_name', models.CharField(blank=True, max_length=80, verbose_name='書いた人の名前')),
                ('written_at', models.DateTimeField(verbose_name='書いた時刻')),
            ],
            options={
                'verbose_name': '連絡',
                'verbose_name_plural': '連絡',
                'ordering': ('-written_at',),
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('text', models.TextField(verbose_name='本文')),
                ('author_ref', models.CharField(max_length=80, verbose_name='書いた人')),
                ('author_name', models.CharField(max_length=80, verbose_name='書いた人の名前')),
                ('written_at', models.DateTimeField(verbose_name='書いた時刻')),
            ],
            options={
                'verbose_name': 'メモ',
                'verbose_name_plural': 'メモ',
                'ordering': ('-written_at',),
            },
        ),
        migrations.CreateModel(
            name='Opinion',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('section', models.CharField(max_length=64, verbose_name='照会先の課')),
                ('question', models.TextField(verbose_name='聞きたいこと')),
                ('due_on', models.DateField(null=True, verbose_name='いつまで')),
                ('asked_by', models.CharField(max_length=80, verbose_name='照会した人')),
                ('asked_by_name', models.CharField(max_length=80, verbose_name='照会した人の名前')),
                ('asked_at', models.DateTimeField(verbose_name='照会した時刻')),
                ('verdict', models.CharField(blank=True, choices=[('agree', '支障なし'), ('object', '支障あり'), ('note', '参考意見')], max_length=8, verbose_name='意見')),
                ('answer', models.TextField(blank=True, verbose_name='回答')),
                ('answered_by_name', models.CharField(blank=True, max_length=80, verbose_name='答えた人')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='答えた時刻')),
            ],
            options={
                'verbose_name': '意見照会',
                'verbose_name_plural': '意見照会',
                'ordering': ('asked_at',),
            },
        ),
        migrations.CreateModel(
            name='ProcedureRevision',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('procedure_id', models.CharField(max_length=64, verbose_name='手続きID')),
                ('revision', models.PositiveIntegerField(verbose_name='版')),
                ('digest', models.CharField(max_length=64, verbose_name='要約値')),
                ('title', models.CharField(max_length=200, verbose_name='名称')),
                ('section', models.CharField(max_length=64, verbose_name='課')),
                ('definition', models.JSONField(verbose_name='定義')),
                ('letters', models.JSONField(default=dict, verbose_name='通知書の様式')),
                ('reasons', models.JSONField(default=list, verbose_name='補正の文例')),
                ('published_at', models.DateTimeField(verbose_name='公開した時刻')),
                ('current', models.BooleanField(default=True, verbose_name='いまの版')),
            ],
            options={
                'verbose_name': '手続きの版',
                'verbose_name_plural': '手続きの版',
            },
        ),
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('owner_ref', models.CharField(max_length=80, verbose_name='持ち主')),
                ('section', models.CharField(blank=True, max_length=64, verbose_name='課で共有')),
                ('name', models.CharField(max_length=40, verbose_name='名前')),
                ('query', models.CharField(max_length=500, verbose_name='条件')),
                ('saved_at', models.DateTimeField(verbose_name='保存した時刻')),
            ],
            options={
                'verbose_name': '保存した見方',
                'verbose_name_plural': '保存した見方',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=200, verbose_name='やること')),
                ('due_on', models.DateField(null=True, verbose_name='いつまで')),
                ('assignee_ref', models.CharField(blank=True, max_length=80, verbose_name='する人')),
                ('assignee_name', models.CharField(blank=True, max_length=80, verbose_name='する人の名前')),
                ('added_at', models.DateTimeField(verbose_name='書いた時刻')),
                ('done_at', models.DateTimeField(null=True, verbose_name='済んだ時刻')),
                ('done_by', models.CharField(blank=True, max_length=80, verbose_name='済ませた人')),
            ],
            options={
                'verbose_name': 'やること',
                'verbose_name_plural': 'やること',
                'ordering': ('done_at', 'due_on', 'added_at'),
            },
        ),
        migrations.CreateModel(
            name='AskAgain',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('parcel_id', models.UUIDField(unique=True, verbose_name='小包')),
                ('kind', models.CharField(max_length=60, verbose_name='種類')),
                ('number', models.CharField(blank=True, max_length=24, verbose_name='受付番号')),
                ('submission_id', models.UUIDField(null=True, verbose_name='申請ID')),
                ('procedure_id', models.CharField(blank=True, max_length=64, verbose_name='手続きID')),
                ('section', models.CharField(blank=True, max_length=64, verbose_name='課')),
                ('reason', models.CharField(max_length=300, verbose_name='理由')),
                ('happened_at', models.DateTimeField(verbose_name='届いた時刻')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='済んだ時刻')),
                ('settled_by_name', models.CharField(blank=True, max_length=80, verbose_name='済ませた人')),
                ('settled_how', models.CharField(blank=True, max_length=300, verbose_name='どうしたか')),
            ],
            options={
                'verbose_name': '再提出の依頼',
                'verbose_name_plural': '再提出の依頼',
                'ordering': ('-happened_at',),
                'indexes': [models.Index(condition=models.Q(('settled_at__isnull', True)), fields=['section', 'happened_at'], name='ask_again_waiting')],
            },
        ),
        migrations.CreateModel(
            name='CaseContent',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='content', serialize=False, to='cases.case')),
                ('sealed', models.BinaryField(verbose_name='回答(暗号化)')),
                ('findings', models.JSONField(default=list, verbose_name='点検で見つかったこと')),
                ('reply_key', models.CharField(blank=True, max_length=64, verbose_name='返信の鍵')),
                ('applicant_ref', models.CharField(blank=True, max_length=80, verbose_name='申請した人の参照')),
            ],
            options={
                'verbose_name': '事案の内容',
                'verbose_name_plural': '事案の内容',
            },
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('is_open', True)), fields=['section', 'due_on', 'id'], name='case_inbox'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('is_open', True)), fields=['due_on', 'id'], name='case_inbox_everywhere'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('is_open', True), ('paused_on__isnull', True)), fields=['section', 'due_on'], name='case_running'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('is_open', True), models.Q(('assignee_ref', ''), _negated=True)), fields=['assignee_ref', 'due_on', 'id'], name='case_mine'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('assignee_ref', ''), ('is_open', True)), fields=['section', 'due_on', 'id'], name='case_unassigned'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('correction_arrived', True), ('is_open', True)), fields=['section', 'due_on', 'id'], name='case_arrived'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('is_open', True), ('state', 'correction')), fields=['section', 'due_on', 'id'], name='case_waiting'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('is_open', True)), fields=['section', '-received_at'], name='case_inbox_newest'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['section', '-received_at'], name='case_by_arrival'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['section', 'decided_on'], name='case_by_decision'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['procedure_id', 'received_on'], name='case_by_procedure'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['name_key', 'applicant_birth_on'], name='case_same_person'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['address_key', 'applicant_birth_on'], name='case_same_home'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['phone_key'], name='case_same_phone'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('destroy_on__isnull', False)), fields=['destroy_on'], name='case_to_destroy'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_open', True), ('state__in', ('received', 'reviewing', 'correction', 'deciding'))), models.Q(('is_open', False), models.Q(('state__in', ('received', 'reviewing', 'correction', 'deciding')), _negated=True)), _connector='OR'), name='open_follows_state'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('is_open', False), ('destroy_on__isnull', True), _connector='OR'), name='nothing_open_is_destroyed'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('paused_on__isnull', False), ('state', 'correction')), models.Q(models.Q(('state', 'correction'), _negated=True), ('paused_on__isnull', True)), _connector='OR'), name='clock_waits_in_correction'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_open', True), ('outcome', '')), models.Q(('is_open', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='outcome_follows_state'),
        ),
        migrations.AddField(
            model_name='caseaction',
            name='case',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='cases.case'),
        ),
        migrations.AddField(
            model_name='casefile',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='cases.case'),
        ),
        migrations.AddField(
            model_name='correctionrequest',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='cases.case'),
        ),
        migrations.AddConstraint(
            model_name='inboxcount',
            constraint=models.UniqueConstraint(fields=('section', 'state', 'correction_arrived', 'assigned'), name='one_count_a_bucket'),
        ),
        migrations.AddField(
            model_name='letter',
            name='case',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='cases.case'),
        ),
        migrations.AddConstraint(
            model_name='lettercounter',
            constraint=models.UniqueConstraint(fields=('section', 'fiscal_year'), name='one_counter_a_year'),
        ),
        migrations.AddField(
            model_name='message',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='cases.case'),
        ),
        migrations.AddField(
            model_name='note',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='cases.case'),
        ),
        migrations.AddField(
            model_name='opinion',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opinions', to='cases.case'),
        ),
        migrations.AddConstraint(
            model_name='procedurerevision',
            constraint=models.UniqueConstraint(fields=('procedure_id', 'revision'), name='one_row_per_revision'),
        ),
        migrations.AddConstraint(
            model_name='procedurerevision',
            constraint=models.UniqueConstraint(condition=models.Q(('current', True)), fields=('procedure_id',), name='one_current_revision'),
        ),
        migrations.AddIndex(
            model_name='savedfilter',
            index=models.Index(fields=['section'], name='filter_of_section'),
        ),
        migrations.AddConstraint(
            model_name='savedfilter',
            constraint=models.UniqueConstraint(fields=('owner_ref', 'name'), name='one_filter_of_a_name'),
        ),
        migrations.AddField(
            model_name='task',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='cases.case'),
        ),
        migrations.AddConstraint(
            model_name='caseaction',
            constraint=models.UniqueConstraint(fields=('case', 'seq'), name='actions_in_order'),
        ),
        migrations.AddConstraint(
            model_name='correctionrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('case',), name='one_open_correction'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(fields=('section', 'fiscal_year', 'serial'), name='document_numbers_are_unique'),
        ),
        migrations.AddIndex(
            model_name='opinion',
            index=models.Index(condition=models.Q(('answered_at__isnull', True)), fields=['section', 'due_on'], name='opinion_waiting'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('done_at__isnull', True)), fields=['assignee_ref', 'due_on'], name='task_to_do'),
        ),
    ]
