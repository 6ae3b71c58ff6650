# SPDX-License-Identifier: Apache-2.0
"""Over which channels may the portal write to people? Each is off until it is named."""

from madoguchi.config.settings.environment import read, read_flag
from madoguchi.config.settings.transport import is_here, mail_over_tls, over_tls

LINE_TOKEN = read("MADOGUCHI_LINE_TOKEN")
"""Channel access token of the Messaging API; empty: nobody is told anything on LINE."""
LINE_SECRET = read("MADOGUCHI_LINE_SECRET")
"""Channel secret, by which webhooks are believed."""
LINE_PLATFORM = over_tls(
    "MADOGUCHI_LINE_PLATFORM", read("MADOGUCHI_LINE_PLATFORM", "https://api.line.me")
)
LINE_DIALOG = over_tls(
    "MADOGUCHI_LINE_DIALOG",
    read("MADOGUCHI_LINE_DIALOG", "https://access.line.me/dialog/bot/accountLink"),
)
"""Where a browser goes to link an account."""
LINE_REPORT_PAGE = read("MADOGUCHI_LINE_REPORT_PAGE", "/procedures/")
"""The portal's page for problems of roads and parks, to which the chat leads."""
LINE_SURVEY_PAGE = read("MADOGUCHI_LINE_SURVEY_PAGE", "/procedures/")

WEBPUSH_CONTACT = read("MADOGUCHI_WEBPUSH_CONTACT")
"""``mailto:`` or ``https:`` address for push services (RFC 8292); empty: no web push."""
WEBPUSH_LOCAL = read_flag("MADOGUCHI_WEBPUSH_LOCAL")
"""Only for the practice push service: endpoints on this machine may be called."""

MAIL_HOST = read("MADOGUCHI_MAIL_HOST", read("MADOGUCHI_SMTP_HOST"))
"""Where notices are handed in; by default where the zone's other mail is, with its name and word."""
MAIL_PORT = int(read("MADOGUCHI_MAIL_PORT", read("MADOGUCHI_SMTP_PORT", "25")))
MAIL_TLS = mail_over_tls(
    MAIL_HOST, wanted=read_flag("MADOGUCHI_SMTP_TLS", default=not is_here(MAIL_HOST))
)
MAIL_SENDER = read("MADOGUCHI_MAIL_SENDER")
"""The address that notices come from. Empty: no notices by e-mail."""
MAIL_SENDER_NAME = read("MADOGUCHI_MAIL_SENDER_NAME")
MAIL_RETURNED = read("MADOGUCHI_MAIL_RETURNED")
"""The Maildir into which the mail server puts what comes back to bounce+…@ the sender's domain."""

SMS_PROVIDER = over_tls("MADOGUCHI_SMS_PROVIDER", read("MADOGUCHI_SMS_PROVIDER"))
"""Base address of the provider of short messages; empty: none are sent."""
SMS_TOKEN = read("MADOGUCHI_SMS_TOKEN")
SMS_SENDER = read("MADOGUCHI_SMS_SENDER")
SMS_SECRET = read("MADOGUCHI_SMS_SECRET")
"""By which delivery receipts are believed; empty: none are."""
SMS_SECOND_PROVIDER = over_tls(
    "MADOGUCHI_SMS_SECOND_PROVIDER", read("MADOGUCHI_SMS_SECOND_PROVIDER")
)
"""A second provider that shares the work and takes over."""
SMS_SECOND_TOKEN = read("MADOGUCHI_SMS_SECOND_TOKEN")

LETTERS = read_flag("MADOGUCHI_LETTERS")
"""Whether notices may be printed and posted; the queue is the folder ``letters`` of the home."""
