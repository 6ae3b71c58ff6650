# SPDX-License-Identifier: Apache-2.0
"""Does every hostile and broken file come out inert, within its limits?"""

import pytest

from madoguchi.platform.files.sanitising.limits import MEGABYTE, Limits
from madoguchi.platform.files.sanitising.sanitise import sanitise
from madoguchi.platform.files.sanitising.tests.good_files import good_files
from madoguchi.platform.files.sanitising.tests.hostile_files import (
    broken_files,
    hostile_archives,
    hostile_documents,
    hostile_pictures,
    hostile_words,
)
from madoguchi.platform.files.sanitising.tests.hostile_pdfs import hostile_pdfs
from madoguchi.platform.files.sanitising.tests.inertness import why_not_inert

LIMITS = Limits(memory_bytes=1024 * MEGABYTE, cpu_seconds=40, wall_seconds=100.0)
CALM_SECONDS = 20.0
"""How much longer than its limit a run may seem on a machine that does other things too."""
SETS = {
    "pdfs": hostile_pdfs,
    "archives": hostile_archives,
    "documents": hostile_documents,
    "pictures": hostile_pictures,
    "words": hostile_words,
    "broken": broken_files,
}


def excess(spent):
    """What one run took above its limits, in words."""
    over = {
        "memory": spent.peak_bytes > LIMITS.memory_bytes,
        "processor": spent.cpu_seconds > LIMITS.cpu_seconds + 1,
        "time": spent.wall_seconds > LIMITS.wall_seconds + CALM_SECONDS,
        "no walls": bool(spent.walls) and len(spent.walls) < 2,
    }
    return "".join(f" {what}: {spent}" for what, is_over in over.items() if is_over)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("which", SETS)
@pytest.mark.parametrize("level", ["structural", "pixels", "text"])
def test_nothing_harmful_comes_out_and_nothing_takes_too_much(which, level):
    wrong = {}
    for name, content in SETS[which]().items():
        outcome = sanitise(content, name, level=level, limits=LIMITS)
        if outcome.level is not None:
            found = why_not_inert(outcome.content, outcome.ending)
        else:
            found = "" if not outcome.content and outcome.tried else "content without a level"
        found += "".join(excess(spent) for spent in outcome.spent)
        if found:
            wrong[name] = found
    assert wrong == {}


def test_the_judge_finds_what_is_not_inert():
    """Untouched hostile files: the independent readers do see the harm."""
    harmful = {**hostile_pdfs(), **hostile_documents(), **hostile_pictures()}
    for name in ("pdf-script-at-opening.pdf", "pdf-link-uri.pdf", "pdf-embedded-files.pdf",
                 "pdf-and-zip.pdf", "dde-field.docx", "vba-in-docx.docx", "external-link.docx",
                 "formulas.xlsx", "macro.odt", "jpeg-and-zip.jpg", "png-and-zip.png"):  # fmt: skip
        assert why_not_inert(harmful[name], name.rpartition(".")[2]), name


def test_the_corpus_is_wide():
    made = {name for files in SETS.values() for name in files()}
    assert len(made) >= 180
    endings = {name.rpartition(".")[2] for name in made}
    assert {"pdf", "docx", "xlsx", "pptx", "odt", "ods", "jpg", "png", "webp", "csv"} <= endings
    for name in good_files():
        assert any(one.endswith(name) for one in made if one.startswith("cut-"))
