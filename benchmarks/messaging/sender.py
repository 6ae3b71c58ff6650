# SPDX-License-Identifier: Apache-2.0
"""The dispatcher as an operator runs it, with the providers of the benchmark."""

import signal
import sys
import threading

import django


def main() -> None:
    """Send until told to stop."""
    django.setup()
    from django.conf import settings

    from benchmarks.messaging.twins import PORTS, TOKEN
    from madoguchi.connectors.line.client import LineClient
    from madoguchi.connectors.line.provider import LineProvider
    from madoguchi.connectors.mail.letter import Sender
    from madoguchi.connectors.mail.line import Server
    from madoguchi.connectors.mail.provider import MailProvider
    from madoguchi.connectors.sms.provider import SmsProvider
    from madoguchi.connectors.webpush.provider import PushProvider
    from madoguchi.connectors.webpush.signing import Signer
    from madoguchi.engines.messaging.jobs import run_dispatcher
    from madoguchi.engines.messaging.ports import use_provider
    from madoguchi.platform.crypto.fields import blind_index

    def at(name: str) -> str:
        return f"http://127.0.0.1:{PORTS[name]}"

    signer = Signer.from_file(settings.HOME / "push.pem", contact="mailto:it@city.example.jp")
    use_provider(LineProvider(LineClient(TOKEN, platform=at("line"))))
    use_provider(PushProvider(signer, allow_local=True))
    use_provider(
        MailProvider(
            Server("127.0.0.1", PORTS["smtp"]), Sender("灯台市", "news@city.example.jp"),
            lambda text: blind_index("mail.return_path", text),
        )
    )  # fmt: skip
    use_provider(SmsProvider(at("sms"), TOKEN))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run_dispatcher(stop, lanes=(0,) if "--alarms" in sys.argv else (0, 1, 2))


if __name__ == "__main__":
    main()
