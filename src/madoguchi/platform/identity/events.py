# SPDX-License-Identifier: Apache-2.0
"""What does this room tell others?"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AccountKeyReplaced:
    """A citizen has a new key pair; what was sealed to the old one can no longer be read.

    (パスワードの再設定で鍵が新しくなりました。前の鍵で閉じたものは読めません。)
    """

    key: ClassVar[str] = "identity.account_key.replaced"

    user_ref: str
    key_id: UUID
    old_public: bytes
    new_public: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class AccountKeyProved:
    """A citizen held a card for the new key of the account; the provider signed it.

    (新しい鍵が本人のものだと、カードで示しました。)
    """

    key: ClassVar[str] = "identity.account_key.proved"

    user_ref: str
    key_id: UUID
    public: bytes
    changed_at: datetime
    method: str
    token: str
    salt: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AccountErased:
    """A citizen's account is being erased: let go of everything that is kept of it.

    (アカウントを削除しました。) Announced again by a restore that had brought it back.
    """

    key: ClassVar[str] = "identity.account.erased"

    user_ref: str
    at: datetime
