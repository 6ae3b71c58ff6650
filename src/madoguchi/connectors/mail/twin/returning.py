# SPDX-License-Identifier: Apache-2.0
"""How does a mail server tell that a letter did not arrive (RFC 3464), or was unwelcome (RFC 5965)?"""

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from madoguchi.kernel.ids import new_id

_BOUNDARY = "=_practice"


def put_report(drop: Path, *, back: str, to: str, status: str, content: bytes) -> None:
    """A delivery status notification about a letter, into the Maildir."""
    parts = (
        "Content-Type: text/plain\r\n\r\nThis letter could not be delivered.\r\n",
        (
            "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; twin.example\r\n\r\n"
            f"Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: {status}\r\n"
            f"Diagnostic-Code: smtp; 550 {status} said the practice server\r\n"
        ),
        f"Content-Type: text/rfc822-headers\r\n\r\n{_headers_of(content)}\r\n",
    )
    _put(drop, _report("delivery-status", back, parts))


def put_complaint(drop: Path, *, back: str, content: bytes) -> None:
    """An abuse report (ARF) about a letter, into the Maildir."""
    parts = (
        "Content-Type: text/plain\r\n\r\nThis is an abuse report.\r\n",
        (
            "Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n"
            f"User-Agent: twin/1\r\nVersion: 1\r\nOriginal-Mail-From: <{back}>\r\n"
        ),
        f"Content-Type: text/rfc822-headers\r\n\r\n{_headers_of(content)}\r\n",
    )
    _put(drop, _report("feedback-report", back, parts))


def put_away_note(drop: Path, *, back: str) -> None:
    """An out-of-office note: nothing has gone wrong."""
    note = EmailMessage(policy=SMTP)
    note["From"], note["To"], note["Subject"] = "someone@example.net", back, "Out of office"
    note["Auto-Submitted"] = "auto-replied"
    note.set_content("I am away.")
    _put(drop, note.as_bytes())


def _report(kind: str, back: str, parts: tuple[str, ...]) -> bytes:
    body = "".join(f"--{_BOUNDARY}\r\n{part}\r\n" for part in parts) + f"--{_BOUNDARY}--\r\n"
    head = (
        f"From: MAILER-DAEMON@twin.example\r\nTo: {back}\r\nSubject: returned\r\n"
        "MIME-Version: 1.0\r\nAuto-Submitted: auto-replied\r\n"
        f'Content-Type: multipart/report; report-type={kind}; boundary="{_BOUNDARY}"\r\n\r\n'
    )
    return (head + body).encode("ascii", "replace")


def _headers_of(content: bytes) -> str:
    return content.partition(b"\r\n\r\n")[0].decode("ascii", "replace")


def _put(drop: Path, content: bytes) -> None:
    for folder in ("tmp", "new", "cur"):
        (drop / folder).mkdir(parents=True, exist_ok=True)
    name = new_id().hex
    (drop / "tmp" / name).write_bytes(content)
    (drop / "tmp" / name).rename(drop / "new" / name)
