# SPDX-License-Identifier: Apache-2.0
"""What does the worker do with what LINE told? Pages never wait for LINE, nor import its SDK."""

import base64

from django_tasks import task

from madoguchi.kernel.clock import now
from madoguchi.platform.crypto.fields import decrypt, encrypt

PURPOSE = "line.webhook"


def seal_webhook(body: bytes) -> str:
    """A body as it waits in the queue: sealed, for it holds user ids and words of people."""
    return base64.b64encode(encrypt(PURPOSE, body)).decode()


@task()
def hear_line(sealed: str) -> None:
    """Open a webhook's body and do what its events ask."""
    from madoguchi.connectors.line.from_settings import ear  # noqa: PLC0415 - the SDK is slow
    from madoguchi.connectors.line.hearing import hear, read_events  # noqa: PLC0415 - as above

    body, listening = decrypt(PURPOSE, base64.b64decode(sealed)), ear()
    for event in read_events(body):
        hear(event, listening, at=now())
