# SPDX-License-Identifier: Apache-2.0
"""What do the packs say about the counter queue? Reads ``queue.yaml`` of a city's packs strictly."""

from collections.abc import Collection, Sequence
from pathlib import Path

from madoguchi.engines.queue.rules.packed import QueuePack, check_pack
from madoguchi.kernel.pack_files import (
    PackFileUnreadable,
    PackProblem,
    read_mapping,
    read_model,
)
from madoguchi.kernel.packs import PackRejected

__all__ = ["FILE", "QueuePack", "read_queue"]
FILE = "queue.yaml"


def read_queue(root: Path | str, names: Sequence[str], *, sections: Collection[str]) -> QueuePack:
    """The lines and desks of the last pack that has any, checked; ``sections``: the city's.

    Raises:
        PackRejected: with every problem, its file and key.
    """
    pack = QueuePack()
    for name in names:
        path = Path(root) / name / FILE
        if not path.is_file():
            continue
        shown = path.relative_to(root).as_posix()
        try:
            pack = read_model(QueuePack, read_mapping(path, shown), shown)
        except PackFileUnreadable as error:
            raise PackRejected(error.problems) from error
        problems = [PackProblem(shown, one.key, one.message) for one in check_pack(pack, sections)]
        if problems:
            raise PackRejected(problems)
    return pack
