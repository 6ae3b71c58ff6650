# SPDX-License-Identifier: Apache-2.0
"""In which words is linking an account with LINE declined?"""

from madoguchi.kernel.refusal import NotFound
from madoguchi.kernel.texts import text


class LinkTokenMissing(NotFound):
    """The page was opened without the token that LINE gives, or with one that cannot be."""

    code = "line.link_token_missing"

    def __init__(self) -> None:
        super().__init__(
            text(
                "このページは、LINEのトークにあるボタンから開いてください。",
                "Please open this page from the button in our LINE chat.",
                "この ページは、LINEの ボタンから ひらいてください。",
            ),
            next_step=text(
                "LINEで「つなぐ」と送ると、ボタンが届きます。ボタンは10分のあいだ使えます。",
                "Send “link” in the chat to get a button. It works for 10 minutes.",
                "LINEで「つなぐ」と おくってください。ボタンが とどきます。",
            ),
        )
