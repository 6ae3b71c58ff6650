# SPDX-License-Identifier: Apache-2.0
"""Can a postman deliver to this address? Postcode, address with a number, name."""

import re
from dataclasses import dataclass
from typing import Final

from madoguchi.connectors.letters.refusals import AddressUnreadable, AddressWithoutNumber
from madoguchi.kernel.text import normalise, unify_hyphens

MOST_LINES: Final = 6
LONGEST_LINE: Final = 40
_POSTCODE = re.compile(r"〒?\s*([0-9]{3})-?([0-9]{4})")
_NUMBER = re.compile(r"[0-9]|[一二三四五六七八九十百]+(?:番|号|丁目)|無番地|番外地")
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class PostalBlock:
    """What stands in the window: seven digits, the lines of the address, the name."""

    postcode: str
    lines: tuple[str, ...]
    name: str


def read_block(written: str) -> PostalBlock:
    """The block in lines: ``〒980-0001``, one to four lines of address, the name with 様 or 御中.

    Raises:
        AddressUnreadable: no postcode, too few or too many lines, or a line too long to print.
        AddressWithoutNumber: no 番地 in it: a letter would come back.
    """
    lines = [line.strip() for line in _UNSEEN.sub("", written).splitlines() if line.strip()]
    if not 3 <= len(lines) <= MOST_LINES or max(map(len, lines)) > LONGEST_LINE:
        raise AddressUnreadable
    found = _POSTCODE.fullmatch(unify_hyphens(normalise(lines[0])))
    if found is None:
        raise AddressUnreadable
    if not any(_NUMBER.search(normalise(line)) for line in lines[1:-1]):
        raise AddressWithoutNumber
    return PostalBlock(found[1] + found[2], tuple(lines[1:-1]), lines[-1])
