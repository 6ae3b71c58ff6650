# SPDX-License-Identifier: Apache-2.0
"""What does this room tell others?"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class AccountKeyReplaced:
    """A citizen has a new key pair; what was sealed to the old one can no longer be read.

    (パスワードの再設定で鍵が新しくなりました。前の鍵で閉じたものは読めません。)
    """

    key: ClassVar[str] = "identity.account_key.replaced"

    user_ref: str
    old_public: bytes
    new_public: bytes
