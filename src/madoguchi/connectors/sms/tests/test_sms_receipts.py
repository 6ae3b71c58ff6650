# SPDX-License-Identifier: Apache-2.0
"""Are receipts taken only from the provider?"""

import json

import pytest
from django.test import Client

from madoguchi.connectors.sms.receipts import sign_receipts
from madoguchi.kernel.ids import new_id

pytestmark = pytest.mark.django_db


def test_a_signed_receipt_is_taken_once_and_another_is_not(settings):
    from django.apps import apps

    settings.SMS_SECRET = "only here"
    body = json.dumps({"receipts": [{"reference": str(new_id()), "status": "delivered"}]}).encode()

    def post(signature):
        more = {"HTTP_X_SIGNATURE": signature} if signature else {}
        return (
            Client()
            .post("/sms/receipts", body, content_type="application/json", **more)
            .status_code
        )

    assert [post(""), post(sign_receipts(body, "another")), post("あ")] == [403] * 3
    assert [post(sign_receipts(body, "only here")) for _ in range(2)] == [204, 204]
    assert apps.get_model("messaging", "ChannelEvent").objects.count() == 1
    settings.SMS_SECRET = ""
    assert post(sign_receipts(body, "")) == 403
