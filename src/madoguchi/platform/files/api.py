# SPDX-License-Identifier: Apache-2.0
"""The front door of stored files and uploads."""

from madoguchi.platform.files.kinds import MEGABYTE, FileKind, UploadRule
from madoguchi.platform.files.opening import open_file
from madoguchi.platform.files.receiving import FileRef
from madoguchi.platform.files.refusals import FileDamaged, FileGone, UploadRefused
from madoguchi.platform.files.storing import (
    FileInfo,
    claim,
    forget,
    forget_of,
    hold,
    is_held,
    receive_stream,
)
from madoguchi.platform.files.sweeping import sweep
from madoguchi.platform.files.uploads import Uploads, accepts_uploads, receive_uploads

__all__ = [
    "MEGABYTE",
    "FileDamaged",
    "FileGone",
    "FileInfo",
    "FileKind",
    "FileRef",
    "UploadRefused",
    "UploadRule",
    "Uploads",
    "accepts_uploads",
    "claim",
    "forget",
    "forget_of",
    "hold",
    "is_held",
    "open_file",
    "receive_stream",
    "receive_uploads",
    "sweep",
]
