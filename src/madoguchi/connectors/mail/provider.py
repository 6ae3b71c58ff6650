# SPDX-License-Identifier: Apache-2.0
"""How do deliveries go out by SMTP, and what does each answer of the server mean?"""

import smtplib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from madoguchi.connectors.mail.letter import AddressUnusable, Sender, check_address, write_letter
from madoguchi.connectors.mail.line import Lines, Server
from madoguchi.connectors.mail.return_path import Sealing, write_return_path
from madoguchi.engines.messaging.ports import Outgoing, Sent
from madoguchi.kernel.clock import now

GREYLISTED_SECONDS: Final = 300.0
CLOSING: Final = frozenset({421})
AWAY: Final = (OSError, smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError)


class MailProvider:
    """One SMTP server. The Message-ID is the delivery's id, so a repeat is known as one."""

    channel = "email"
    batch = 50
    same_text = False

    def __init__(
        self,
        server: Server,
        sender: Sender,
        seal: Sealing,
        *,
        key: str = "smtp",
        per_second: float | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.key, self.per_second = key, per_second
        self._lines, self._sender, self._seal, self._clock = Lines(server), sender, seal, clock

    def send(
        self,
        batch: Sequence[Outgoing],
        *,
        retry_key: UUID,  # noqa: ARG002 - the delivery's id is the key here
    ) -> Sequence[Sent]:
        """Hand letters in one after the other on one connection.

        Where it breaks, what has an answer keeps it; the rest is for later.
        """
        done: list[Sent] = []
        try:
            with self._lines.one() as line:
                for one in batch:
                    done.append(self._hand_in(line, one))  # noqa: PERF401 - kept when it breaks
        except (*AWAY, smtplib.SMTPException) as away:
            detail = f"no answer {type(away).__name__}"
            waits = (
                GREYLISTED_SECONDS if isinstance(away, smtplib.SMTPAuthenticationError) else None
            )
            rest = batch[len(done) :]
            done += [Sent(one.delivery_id, "temporary", "", detail, waits) for one in rest]
        return done

    def check(self) -> None:
        """Whether the server answers and lets us in.

        Raises:
            OSError, smtplib.SMTPException: it does not.
        """
        with self._lines.one() as line:
            code, words = line.noop()
            if code != 250:
                raise smtplib.SMTPResponseException(code, words)

    def close(self) -> None:
        """End the connections."""
        self._lines.close()

    def _hand_in(self, line: smtplib.SMTP, one: Outgoing) -> Sent:
        try:
            to = check_address(one.address)
            letter = write_letter(one, self._sender, at=self._clock())
        except (AddressUnusable, ValueError) as no:
            return Sent(one.delivery_id, "permanent", detail=str(no)[:80])
        back = write_return_path(one.delivery_id, self._sender.domain, self._seal)
        for step in (lambda: line.mail(back), lambda: line.rcpt(to), lambda: line.data(letter)):
            code, words = _answer(step)
            if code in CLOSING:
                raise smtplib.SMTPServerDisconnected("the server closes")
            if code >= 400:
                line.rset()
                return _read_no(one.delivery_id, code, words)
        return Sent(one.delivery_id, "accepted", str(one.delivery_id))


def _answer(step: Callable[[], tuple[int, bytes]]) -> tuple[int, bytes]:
    try:
        return step()
    except smtplib.SMTPDataError as no:
        words = no.smtp_error
        return no.smtp_code, words if isinstance(words, bytes) else str(words).encode()


def _read_no(delivery_id: UUID, code: int, words: bytes) -> Sent:
    # Servers repeat the address in their words; only the codes are kept.
    first = words.decode("ascii", "replace").split(" ", 1)[0]
    enhanced = first if first[:2] in {"4.", "5."} else ""
    detail = f"{code} {enhanced}".strip()
    if code < 500:
        return Sent(delivery_id, "temporary", "", detail, GREYLISTED_SECONDS)
    is_state_of_box = enhanced.startswith("5.2.2")
    return Sent(delivery_id, "temporary" if is_state_of_box else "permanent", "", detail)
