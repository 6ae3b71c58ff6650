# SPDX-License-Identifier: Apache-2.0
"""Why can a notice not be sent to oneself to look at it?"""

from madoguchi.engines.messaging.rules.refusals import MessagingRefusal
from madoguchi.kernel.texts import text


class NotOfTheCity(MessagingRefusal):
    """A test goes to an address of the city and nowhere else."""

    code = "messaging.not_of_the_city"
    sentence = text(
        "試しに送れるのは、市のメールアドレス(@{domain})だけです。",
        "A test goes to an address of the city (@{domain}) only.",
        "@{domain} の メールにだけ おくれます。",
    )
    what_next = text(
        "自分の職場のアドレスを入れてください。ほかの人には、承認の後で送ります。",
        "Enter your own address at work; others are written to after the approval.",
        "じぶんの しごとの メールを 書いてください。",
    )


class NoChannelForTests(MessagingRefusal):
    """No mail server is connected."""

    code = "messaging.no_channel_for_tests"
    status = 503
    sentence = text(
        "メールを送る所がつながっていません。",
        "No mail server is connected.",
        "メールを おくれません。",
    )
    what_next = text(
        "見え方は「見本」の画面で確かめられます。つなぎ方はシステムの担当に聞いてください。",
        "You can look at the preview; ask the administrator to connect a mail server.",
        "見本の 画面を 見てください。",
    )


class PersonUnreadable(MessagingRefusal):
    """What was typed is no reference of a person."""

    code = "messaging.person_unreadable"
    sentence = text(
        "この番号の人を読み取れません。",
        "This is no number of a person.",
        "この 番号は わかりません。",
    )
    what_next = text(
        "「identity:」で始まる番号を、本人の記録の画面から写してください。",
        "Copy the number that begins with “identity:” from the page of the person.",
        "「identity:」の 番号を うつしてください。",
    )
