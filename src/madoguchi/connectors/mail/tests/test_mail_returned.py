# SPDX-License-Identifier: Apache-2.0
"""Does the worker mark what came back, once?"""

import pytest

from madoguchi.connectors.mail.from_settings import make_provider, seal
from madoguchi.connectors.mail.jobs import take_returned_mail
from madoguchi.connectors.mail.return_path import write_return_path
from madoguchi.connectors.mail.twin.returning import put_report
from madoguchi.kernel.ids import new_id


@pytest.mark.django_db
def test_what_came_back_is_noted_once(settings, tmp_path):
    from django.apps import apps

    from madoguchi.platform.crypto.keys import ensure_zone_keys

    ensure_zone_keys()
    settings.MAIL_RETURNED = str(tmp_path)
    back = write_return_path(new_id(), "city.example", seal)
    for _ in range(2):
        put_report(tmp_path, back=back, to="bounce@example.jp", status="5.1.1", content=b"")
        take_returned_mail.func()
    assert apps.get_model("messaging", "ChannelEvent").objects.get().kind == "bounced"
    assert not list(tmp_path.glob("new/*"))
    settings.MAIL_RETURNED = ""
    take_returned_mail.func()


def test_the_settings_make_a_provider(settings):
    settings.MAIL_HOST, settings.MAIL_SENDER = "127.0.0.1", "notice@city.example"
    assert make_provider().channel == "email"
