# SPDX-License-Identifier: Apache-2.0
"""What do the packs say about payments? Reads ``payments.yaml`` of a city's packs strictly."""

from collections.abc import Sequence
from pathlib import Path

from madoguchi.engines.payments.rules.packed import PaymentsPack, check_pack
from madoguchi.kernel.pack_files import (
    PackFileUnreadable,
    PackProblem,
    read_mapping,
    read_model,
)
from madoguchi.kernel.packs import PackRejected

__all__ = ["FILE", "PaymentsPack", "read_payments"]
FILE = "payments.yaml"


def read_payments(root: Path | str, names: Sequence[str]) -> PaymentsPack:
    """What the last pack with the file says, checked; empty where none has it.

    Raises:
        PackRejected: with every problem, its file and key.
    """
    pack = PaymentsPack()
    for name in names:
        path = Path(root) / name / FILE
        if not path.is_file():
            continue
        shown = path.relative_to(root).as_posix()
        try:
            pack = read_model(PaymentsPack, read_mapping(path, shown), shown)
        except PackFileUnreadable as error:
            raise PackRejected(error.problems) from error
        problems = [PackProblem(shown, one.key, one.message) for one in check_pack(pack)]
        if problems:
            raise PackRejected(problems)
    return pack
