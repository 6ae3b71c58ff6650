# SPDX-License-Identifier: Apache-2.0
"""Why can a profile not be changed as asked, and what can the reader do?"""

from madoguchi.kernel.refusal import Conflict, NotFound, Refusal
from madoguchi.kernel.texts import text

_LOOK = text(
    "いまの内容を見てから、もう一度選んでください。",
    "Please look at what is kept now, then choose again.",
    "いまの ないようを 見てから、もういちど えらんでください。",
)


class ProfileFull(Refusal):
    """The profile has reached its size."""

    code = "profile.full"

    def __init__(self) -> None:
        super().__init__(
            text(
                "控えておける量をこえるため、残せませんでした。申請には影響ありません。",
                "There is no more room, so this was not kept. Your applications are not affected.",
                "たくさん ありすぎて、のこせませんでした。申請は だいじょうぶです。",
            ),
            next_step=text(
                "使わない内容を消すと、また控えられます。",
                "Remove what you no longer need to make room.",
                "つかわない ものを けしてください。",
            ),
        )


class ValueGone(NotFound):
    """What was to be changed was removed meanwhile."""

    code = "profile.value_gone"

    def __init__(self) -> None:
        super().__init__(
            text(
                "この内容は、もう控えに残っていません。",
                "This is no longer kept.",
                "これは もう ありません。",
            ),
            next_step=_LOOK,
        )


class ValueMovedOn(Conflict):
    """Another tab changed the value first; what was typed is still on the page."""

    code = "profile.value_moved_on"

    def __init__(self) -> None:
        super().__init__(
            text(
                "ほかの画面で、この内容が先に直されました。あなたが入れた内容は、まだ残していません。",
                "This was changed in another window first. What you typed is not kept yet.",
                "ほかの 画面で さきに なおしました。あなたが 書いた ことは まだ のこしていません。",
            ),
            next_step=_LOOK,
        )


class ProfileBusy(Conflict):
    """Too many changes at the same moment."""

    code = "profile.busy"

    def __init__(self) -> None:
        super().__init__(
            text(
                "ほかの画面からの変更と重なりました。もう一度押してください。",
                "Another change came at the same moment. Please press again.",
                "ほかの 画面と かさなりました。もういちど おしてください。",
            )
        )


class ProfileLocked(Refusal):
    """The key that opens the profile is not there (any more)."""

    code = "profile.locked"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            text(
                "パスワードを再設定したため、前に控えた内容は開けなくなりました。",
                "Your password was reset, so what was kept before can no longer be opened.",
                "パスワードを かえたので、前の ひかえは ひらけません。",
            ),
            next_step=text(
                "消すと、次の申請からまた控えられます。",
                "Remove it, and your next application can be kept again.",
                "けすと、つぎから また のこせます。",
            ),
        )
