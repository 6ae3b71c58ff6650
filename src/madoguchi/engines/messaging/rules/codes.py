# SPDX-License-Identifier: Apache-2.0
"""What does the message with a code say?"""

from madoguchi.kernel.texts import text

_SUBJECT = text("確認コード", "Your code", "かくにんの コード")
_WORDS = text(
    "確認コードは {code} です。30分のうちに、画面に入れてください。心当たりがないときは何もしないでください。",
    "Your code is {code}. Enter it on the page within 30 minutes. If you did not ask for it, do nothing.",
    "コードは {code} です。30分の あいだに 画面に 入れてください。しらない ときは なにも しないでください。",
)


def code_words(code: str, language: str) -> tuple[str, str]:
    """Subject and text."""
    return _SUBJECT.pick(language), _WORDS.fill(code=code).pick(language)
