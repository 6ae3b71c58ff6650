# SPDX-License-Identifier: Apache-2.0
"""Why is a file not taken, and what can its sender do?"""

from typing import ClassVar, Self

from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import TextValue, text

_SHOWN = 60
"""Of a longer file name only so many letters are shown."""
_TRY_AGAIN = text(
    "ほかの答えは残っています。ファイルだけ選び直してください。",
    "Your other answers are kept. Please choose the file again.",
    "ほかの 答えは 消えて いません。ファイルを もう一度 えらんで ください。",
)


class UploadRefused(Refusal):
    """A file that is not taken."""

    code = "upload_refused"
    next_step_text: ClassVar[TextValue] = _TRY_AGAIN

    def __init__(self, message: TextValue) -> None:
        super().__init__(message, next_step=self.next_step_text)

    def about(self, name: str) -> Self:
        """The same, naming the file: several may have been sent at once."""
        words, shown = self.message, name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
        self.message = text(
            f"「{shown}」: {words.ja}",
            f"“{shown}”: {words.pick('en')}",
            f"「{shown}」: {words.pick('easy')}",
        )
        return self


class UploadTooLarge(UploadRefused):
    """The file is larger than the question allows."""

    code = "upload_too_large"
    status = 413
    next_step_text = text(
        "写真は解像度を下げる、書類は分けるなどして小さくしてください。難しいときは窓口にお持ちください。",
        "Make it smaller, for example by lowering the resolution of a photo or splitting a "
        "document. If that is difficult, bring it to the counter.",
        "写真を 小さくするか、書類を 分けて ください。むずかしい ときは 窓口に 持ってきて ください。",
    )

    def __init__(self, limit_bytes: int) -> None:
        limit = f"{limit_bytes / 1_048_576:.0f}MB" if limit_bytes >= 1_048_576 else (
            f"{limit_bytes / 1024:.0f}KB"
        )  # fmt: skip
        super().__init__(
            text(
                "ファイルが大きすぎます。{limit}までのファイルを選んでください。",
                "The file is too large. Choose a file of up to {limit}.",
                "ファイルが 大きすぎます。{limit}までの ファイルを えらんで ください。",
            ).fill(limit=limit)
        )


class UploadTooMany(UploadRefused):
    """More files than the question allows."""

    code = "upload_too_many"

    def __init__(self, limit: int) -> None:
        super().__init__(
            text(
                "ファイルが多すぎます。一度に送れるのは{limit}個までです。",
                "There are too many files. You can send up to {limit} at once.",
                "ファイルが 多すぎます。1回に {limit}個まで 送れます。",
            ).fill(limit=limit)
        )


class UploadEmpty(UploadRefused):
    """A file without content."""

    code = "upload_empty"

    def __init__(self) -> None:
        super().__init__(
            text(
                "中身のないファイルです。正しいファイルか、お確かめください。",
                "The file is empty. Please check that it is the right one.",
                "ファイルの 中に なにも ありません。正しい ファイルか 見て ください。",
            )
        )


class UploadTypeNotAllowed(UploadRefused):
    """A type of file that the question does not take."""

    code = "upload_type_not_allowed"

    def __init__(self, extensions: str) -> None:
        super().__init__(
            text(
                "この種類のファイルは受け取れません。送れるのは {types} です。",
                "This type of file cannot be accepted. You can send {types}.",
                "この ファイルは 送れません。送れるのは {types} です。",
            ).fill(types=extensions)
        )


class UploadPhonePhoto(UploadRefused):
    """A photo in the format that phones keep for themselves (HEIC)."""

    code = "upload_phone_photo"
    next_step_text = text(
        "iPhoneの「写真ライブラリ」から選ぶと、JPEGに変わって送れます。これから撮るときは「設定」→「カメラ」→「フォーマット」で「互換性優先」を選んでください。ほかの機種は、カメラの設定で「高効率画像(HEIF)」を切ってください。ほかの答えは残っています。",
        "On an iPhone, choose the photo from “Photo Library”: it is then sent as JPEG. For new photos "
        "set Settings > Camera > Formats to “Most Compatible”. On other phones switch off "
        "“High efficiency pictures (HEIF)” in the camera settings. Your other answers are kept.",
        "iPhoneは「写真ライブラリ」から えらぶと 送れます。新しく とる ときは「設定」→「カメラ」→「フォーマット」→「互換性優先」を えらんで ください。ほかの 答えは 消えて いません。",
    )

    def __init__(self) -> None:
        super().__init__(
            text(
                "この写真の形式(HEIC)は受け取れません。JPEGの写真を送ってください。",
                "Photos in the HEIC format cannot be accepted. Please send a JPEG photo.",
                "この 写真(HEIC)は 送れません。JPEGの 写真を 送って ください。",
            )
        )


class UploadOldOffice(UploadTypeNotAllowed):
    """A file of Word, Excel or PowerPoint as they were saved before 2007."""

    code = "upload_old_office"

    def __init__(self, ending: str, *, newer: str, extensions: str) -> None:
        super().__init__(extensions)
        ja, en = (f"{newer}かPDF", f"{newer} or PDF") if newer else ("PDF", "PDF")
        self.message = text(
            f"古い形式(.{ending})のファイルは受け取れません。"
            f"ファイルを開き、「名前を付けて保存」で{ja}にしてから、選び直してください。",
            f"Files in the old format (.{ending}) cannot be accepted. "
            f"Open it, save it as {en}, and choose the new file.",
            f"ふるい ファイル(.{ending})は 送れません。"
            "ファイルを ひらいて、PDFで 保存して、もう一度 えらんで ください。",
        )


class UploadTypeMismatch(UploadRefused):
    """The content is not what the name says."""

    code = "upload_type_mismatch"

    def __init__(self) -> None:
        super().__init__(
            text(
                "ファイルの中身と名前の終わり(拡張子)が合っていません。元のアプリで保存し直してください。",
                "The content does not match the ending of the file name. Save it again in the "
                "app you made it with.",
                "ファイルの 中身と 名前の おわりが ちがいます。もう一度 保存して ください。",
            )
        )


class UploadDamaged(UploadRefused):
    """An Office file that is cut or protected by a password."""

    code = "upload_damaged"

    def __init__(self) -> None:
        super().__init__(
            text(
                "ファイルがこわれているか、パスワードで守られています。開けることを確かめて送ってください。",
                "The file is damaged or protected by a password. Check that it opens, then send "
                "it again.",
                "ファイルが こわれて いるか、パスワードが あります。開くか 見て ください。",
            )
        )


class UploadZipBomb(UploadRefused):
    """An Office file that would unpack to an unreasonable size."""

    code = "upload_zip_bomb"

    def __init__(self) -> None:
        super().__init__(
            text(
                "ファイルの中身が広げると大きすぎるため、受け取れません。PDFにして送ってください。",
                "The file would be too large when unpacked. Please send it as a PDF.",
                "ファイルの 中身が 大きすぎます。PDFに して 送って ください。",
            )
        )


class UploadMacro(UploadRefused):
    """An Office file with a program in it."""

    code = "upload_macro"

    def __init__(self) -> None:
        super().__init__(
            text(
                "マクロ(プログラム)の入ったファイルは受け取れません。マクロなしで保存して送ってください。",
                "Files with macros cannot be accepted. Save it without macros and send it again.",
                "マクロの ある ファイルは 送れません。マクロを なくして ください。",
            )
        )


class UploadUnavailable(UploadRefused):
    """The zone cannot take files at the moment (disk full, or no key to close them for)."""

    code = "upload_unavailable"
    status = 503
    next_step_text = text(
        "しばらくしてから、もう一度お試しください。お急ぎのときは窓口か電話でご相談ください。",
        "Please try again later. If it is urgent, ask at the counter or by telephone.",
        "すこし あとで もう一度 して ください。いそぐ ときは 電話を して ください。",
    )

    def __init__(self) -> None:
        super().__init__(
            text(
                "ただいまファイルを受け取れません。",
                "Files cannot be accepted at the moment.",
                "いま ファイルを 送れません。",
            )
        )


class FileGone(Refusal):
    """The file is not held here (any more), or not by this owner."""

    code = "file_gone"
    status = 404

    def __init__(self) -> None:
        super().__init__(
            text(
                "ファイルの保管期間が過ぎたか、見つかりません。もう一度送ってください。",
                "The file was not found or its time has passed. Please send it again.",
                "ファイルが ありません。もう一度 送って ください。",
            )
        )


class FileDamaged(Refusal):
    """The stored file does not open or is not what was sent."""

    code = "file_damaged"
    status = 500

    def __init__(self) -> None:
        super().__init__(
            text(
                "保管したファイルがこわれています。システム担当に知らせてください。",
                "The stored file is damaged. Please tell the system administrator.",
                "ファイルが こわれて います。係の 人に 言って ください。",
            )
        )
