# SPDX-License-Identifier: Apache-2.0
"""What has this citizen let the portal keep? Opened in memory, with the vault."""

from dataclasses import dataclass

from pydantic import ValidationError

from madoguchi.engines.procedures.models import Profile as Row
from madoguchi.engines.procedures.ports import ProfileKeeper
from madoguchi.engines.procedures.queries.vocabulary import current_vocabulary
from madoguchi.engines.procedures.rules.profile import Profile, decode, rebase
from madoguchi.platform.crypto.errors import CryptoError


@dataclass(frozen=True, slots=True)
class OpenProfile:
    """A profile that was opened. ``version`` 0: nothing is stored. ``locked``: the key was replaced.

    ``dropped`` are facts that the vocabulary of today does not know any more; what was kept under
    them goes with the next change.
    """

    profile: Profile
    version: int = 0
    locked: bool = False
    dropped: tuple[str, ...] = ()


def open_profile(keeper: ProfileKeeper) -> OpenProfile:
    """The profile of a citizen; one SELECT."""
    row = Row.objects.filter(account=keeper.ref).first()
    if row is None:
        return OpenProfile(Profile())
    try:
        found = decode(keeper.open(bytes(row.ciphertext)))
    except (CryptoError, ValidationError):
        return OpenProfile(Profile(), row.version, locked=True)
    words = current_vocabulary()
    profile, dropped = rebase(found, words.types, words.renamed)
    return OpenProfile(profile, row.version, dropped=dropped)


def has_profile(account: str) -> bool:
    """Whether anything is kept of an account, opened or not."""
    return Row.objects.filter(account=account).exists()
