# SPDX-License-Identifier: Apache-2.0
"""Which mail server and sender do the settings name?"""

from urllib.parse import urlsplit

from django.conf import settings

from madoguchi.connectors.mail.letter import Sender
from madoguchi.connectors.mail.line import Server
from madoguchi.connectors.mail.provider import MailProvider
from madoguchi.platform.crypto.fields import blind_index

PURPOSE = "mail.return_path"


def make_provider() -> MailProvider:
    """The provider over the server that the settings name."""
    server = Server(
        host=settings.MAIL_HOST,
        port=settings.MAIL_PORT,
        tls="starttls" if settings.MAIL_TLS else "",
        user=settings.EMAIL_HOST_USER,
        password=settings.EMAIL_HOST_PASSWORD,
        own_name=urlsplit(settings.PORTAL_URL).hostname or "localhost",
    )
    sender = Sender(settings.MAIL_SENDER_NAME or settings.MAIL_SENDER, settings.MAIL_SENDER)
    return MailProvider(server, sender, seal)


def seal(text: str) -> bytes:
    """The keyed digest in return paths."""
    return blind_index(PURPOSE, text)
