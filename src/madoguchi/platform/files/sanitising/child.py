# SPDX-License-Identifier: Apache-2.0
"""What runs inside the cage? One file in by stdin, one answer out by stdout, and the end.

The answer is four bytes of length, a JSON head of that length, and the safe copy. Nothing here
knows of Django, settings or keys; the environment holds none.
"""

import json
import sys
from collections.abc import Callable

from madoguchi.platform.files.sanitising.cage import shut_in
from madoguchi.platform.files.sanitising.limits import Limits
from madoguchi.platform.files.sanitising.results import CannotRebuild, Rebuilt, Removals

Reader = Callable[[bytes, str, Limits, Removals], Rebuilt]


def main(words: list[str]) -> None:
    """Load the reader, shut the cage, then read what is hostile until proven otherwise."""
    order = json.loads(words[0])
    limits = Limits(**order["limits"])
    job, ending = str(order["job"]), str(order["ending"])
    read = choose_reader(job, ending)
    walls = shut_in(limits, walls=order.get("walls") or ("namespaces", "landlock", "seccomp"))
    removals = Removals()
    head: dict[str, object] = {"walls": walls}
    rebuilt = Rebuilt(b"", "")
    try:
        rebuilt = read(sys.stdin.buffer.read(), str(order.get("page") or ending), limits, removals)
        head |= {"ending": rebuilt.ending, "pages": rebuilt.pages, "removed": removals.counts}
    except CannotRebuild as problem:
        head["reason"] = problem.reason
    except (MemoryError, RecursionError):
        head["reason"] = "too_long"
    except Exception:  # noqa: BLE001 - whatever a parser raises, the file is not readable by it
        head["reason"] = "damaged"
    packed = json.dumps(head).encode()
    out = sys.stdout.buffer
    out.write(len(packed).to_bytes(4, "big") + packed)
    out.write(rebuilt.content if "reason" not in head else b"")
    out.flush()


def choose_reader(job: str, ending: str) -> Reader:
    """What can do the job for this type; only that is loaded."""
    if job == "preview":
        from madoguchi.platform.files.sanitising import preview  # noqa: PLC0415

        return preview.draw
    if ending == "pdf":
        return _pdf_reader(job)
    if ending in {"docx", "xlsx", "pptx", "odt", "ods"}:
        return _office_reader(job, ending)
    if ending in {"jpg", "jpeg", "png", "webp"} and job in {"structural", "pixels"}:
        from madoguchi.platform.files.sanitising import images  # noqa: PLC0415

        return images.rebuild
    if ending in {"csv", "txt"} and job in {"structural", "text"}:
        from madoguchi.platform.files.sanitising import plain_text  # noqa: PLC0415

        return plain_text.rebuild
    return _nothing


def _pdf_reader(job: str) -> Reader:
    if job == "structural":
        from madoguchi.platform.files.sanitising import pdf_structure  # noqa: PLC0415

        return pdf_structure.rebuild
    from madoguchi.platform.files.sanitising import pdf_pixels  # noqa: PLC0415

    return pdf_pixels.rebuild if job == "pixels" else pdf_pixels.extract_text


def _office_reader(job: str, ending: str) -> Reader:
    if job == "text":
        from madoguchi.platform.files.sanitising import office_text  # noqa: PLC0415

        return office_text.extract
    if job != "structural":
        return _nothing
    if ending.startswith("od"):
        from madoguchi.platform.files.sanitising import odf  # noqa: PLC0415

        return odf.rebuild
    from madoguchi.platform.files.sanitising import ooxml  # noqa: PLC0415

    return ooxml.rebuild


def _nothing(_content: bytes, _ending: str, _limits: Limits, _removals: Removals) -> Rebuilt:
    raise CannotRebuild("not_admitted")


if __name__ == "__main__":
    main(sys.argv[1:])
