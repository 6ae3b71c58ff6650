# SPDX-License-Identifier: Apache-2.0
"""In which words is a browser declined that cannot be reached?"""

from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text


class DeviceUnreachable(Refusal):
    """The browser gave no address that we can call."""

    code = "webpush.device_unreachable"

    def __init__(self) -> None:
        super().__init__(
            text(
                "この端末では、通知を受け取る準備ができませんでした。",
                "This device could not be made ready for notifications.",
                "この スマホ・パソコンでは、お知らせを うけとれません。",
            ),
            next_step=text(
                "ブラウザの設定で通知が許可されているか確かめて、もう一度お試しください。"
                "LINEやメールでも受け取れます。",
                "Check that your browser allows notifications and try again. LINE or e-mail work too.",
                "ブラウザの 設定を 見て、もういちど おしてください。LINEや メールも つかえます。",
            ),
        )
