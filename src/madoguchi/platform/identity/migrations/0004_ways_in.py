# SPDX-License-Identifier: Apache-2.0
"""Cards that sign in, ways into the vault, and a record of signing in, for citizens."""

import django.db.models.deletion
import django.db.models.functions.text
import madoguchi.kernel.clock
import madoguchi.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0003_staff_sign_in'),
    ]

    operations = [
        migrations.CreateModel(
            name='CardLink',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('subject', models.BinaryField(max_length=32, unique=True, verbose_name='照合値')),
                ('linked_at', models.DateTimeField(default=madoguchi.kernel.clock.now, verbose_name='結び付けた日時')),
                ('used_at', models.DateTimeField(null=True, verbose_name='最後に使った日時')),
            ],
            options={
                'verbose_name': '結び付けたカード',
                'verbose_name_plural': '結び付けたカード',
            },
        ),
        migrations.CreateModel(
            name='KeyWrap',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('prf', 'パスキーの秘密'), ('held', '市が預かる鍵')], max_length=4, verbose_name='種類')),
                ('wrapped', models.BinaryField(verbose_name='包んだ秘密鍵')),
                ('holder_key', models.BinaryField(null=True, verbose_name='預かった鍵(暗号化)')),
            ],
            options={
                'verbose_name': '鍵の包み',
                'verbose_name_plural': '鍵の包み',
            },
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.UUIDField(default=madoguchi.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('session_key', models.CharField(blank=True, max_length=40, verbose_name='セッション')),
                ('at', models.DateTimeField(verbose_name='日時')),
                ('method', models.CharField(choices=[('password', 'パスワード'), ('password+totp', 'パスワードと認証アプリ'), ('password+recovery', 'パスワードと予備の番号'), ('password+passkey', 'パスワードとパスキー'), ('passkey', 'パスキー'), ('card', 'マイナンバーカード')], max_length=20, verbose_name='方法')),
                ('device', models.CharField(blank=True, max_length=40, verbose_name='機械の種類')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='終わった日時')),
            ],
            options={
                'verbose_name': 'ログインの記録',
                'verbose_name_plural': 'ログインの記録',
                'ordering': ('-at', '-id'),
            },
        ),
        migrations.RemoveConstraint(
            model_name='user',
            name='identity_citizen_email',
        ),
        migrations.RemoveConstraint(
            model_name='user',
            name='identity_kind_fits',
        ),
        migrations.AddField(
            model_name='accountkey',
            name='standing',
            field=models.CharField(blank=True, choices=[('', 'はじめの鍵'), ('waiting', '市の確認待ち'), ('confirmed', '市が確認した'), ('refused', '市が認めなかった')], max_length=10, verbose_name='市の判断'),
        ),
        migrations.AddField(
            model_name='accountkey',
            name='standing_at',
            field=models.DateTimeField(null=True, verbose_name='市の判断の日時'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('kind', 'citizen'), models.Q(('email', ''), _negated=True)), name='identity_citizen_email'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('display_name', ''), ('kind', 'citizen'), ('login', None)), models.Q(('kind', 'staff'), ('login__isnull', False)), _connector='OR'), name='identity_kind_fits'),
        ),
        migrations.AddField(
            model_name='cardlink',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='card', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='keywrap',
            name='card',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='wraps', to='identity.cardlink'),
        ),
        migrations.AddField(
            model_name='keywrap',
            name='key',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wraps', to='identity.accountkey'),
        ),
        migrations.AddField(
            model_name='keywrap',
            name='passkey',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='wraps', to='identity.passkey'),
        ),
        migrations.AddField(
            model_name='signin',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_ins', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='keywrap',
            constraint=models.UniqueConstraint(condition=models.Q(('passkey__isnull', False)), fields=('key', 'passkey'), name='identity_one_wrap_a_passkey'),
        ),
        migrations.AddConstraint(
            model_name='keywrap',
            constraint=models.UniqueConstraint(condition=models.Q(('card__isnull', False)), fields=('key', 'card'), name='identity_one_wrap_a_card'),
        ),
        migrations.AddConstraint(
            model_name='keywrap',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('card__isnull', True), ('passkey__isnull', False)), models.Q(('card__isnull', False), ('kind', 'held'), ('passkey__isnull', True)), _connector='OR'), name='identity_wrap_has_holder'),
        ),
        migrations.AddConstraint(
            model_name='keywrap',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('holder_key__isnull', False), ('kind', 'held')), models.Q(('holder_key__isnull', True), ('kind', 'prf')), _connector='OR'), name='identity_wrap_kind_fits'),
        ),
        migrations.AddIndex(
            model_name='signin',
            index=models.Index(fields=['user', '-at'], name='identity_sign_in_of_user'),
        ),
        migrations.AddIndex(
            model_name='signin',
            index=models.Index(condition=models.Q(('session_key', ''), _negated=True), fields=['session_key'], name='identity_sign_in_session'),
        ),
    ]
