# SPDX-License-Identifier: Apache-2.0
"""灯 あかり claims child allowance: what she types, page by page, and the papers she adds."""

from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

import pypdf
from PIL import Image

from madoguchi.kernel.clock import today
from tests.journeys.filling import address, answer_page, day, day_of, person
from tests.journeys.reader import Reader

BORN = today() - timedelta(days=11)
CLAIM = "/procedures/child-allowance-claim/"
START = {
    "reason": "birth",
    **day_of("happened_on", BORN),
    "lives_here": "yes",
    "raises_child": "yes",
    "job": "employee",
}
APPLICANT = {
    **person("name", "灯", "あかり", "トモシビ", "アカリ"),
    **day("birth", "昭和", "63", "4", "12"),
    **address("address", "000-0023", "灯台県灯台市灯川東二丁目", "8番5号", "あかつき荘 201"),
    "phone": "090-0000-1125",
    "email": "akari@todai.example",
    "pension": "employees",
    "employer": "みさき製網",
}
SPOUSE = {
    "has_spouse": "yes",
    **person("spouse_name", "灯", "なおと", "トモシビ", "ナオト"),
    **day("spouse_birth", "昭和", "62", "9", "1"),
    "spouse_together": "yes",
    "spouse_public_servant": "no",
}
NAGI = {
    **person("child_name", "灯", "なぎ", "トモシビ", "ナギ"),
    **day("child_birth", "平成", "31", "3", "2"),
    "relation": "child",
    "custody": "yes",
    "together": "yes",
}
HARU = NAGI | person("child_name", "灯", "はる", "トモシビ", "ハル") | day_of("child_birth", BORN)
ACCOUNT = {
    "account_kind": "typed",
    "account.bank_code": "0001",
    "account.branch_code": "123",
    "account.kind": "ordinary",
    "account.number": "1234567",
    "account.holder_kana": "トモシビ アカリ",
}
CONSENT = {"consent_lookup": "yes", "notes": "よろしくお願いします。"}


def photo(folder: Path, name: str = "資格確認書.png") -> Path:
    """A small picture."""
    path = folder / name
    Image.new("RGB", (64, 40), "white").save(path)
    return path


def scan(folder: Path, name: str = "通帳.pdf") -> Path:
    """A small PDF of one empty page."""
    path, writer, file = folder / name, pypdf.PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(file)
    path.write_bytes(file.getvalue())
    return path


def fill_the_claim(reader: Reader, papers: Path, *, look: bool = True) -> None:
    """From the procedure's page to the review, looking at each page on the way."""
    step = partial(_step, reader, look=look)
    reader.open(CLAIM)
    _look(reader, "claim-intro", look=look)
    unfinished = reader.page.locator("main a[href^='/drafts/']").count()
    reader.press("新しく始める" if unfinished else "申請を始める")
    step("claim-start", START)
    step("claim-applicant", APPLICANT)
    step("claim-spouse", SPOUSE)
    for number, child in enumerate((NAGI, HARU)):
        _look(reader, f"claim-children-{number}", look=look)
        reader.press("お子さんを加える")
        step(f"claim-child-{number}", child)
    _look(reader, "claim-children-2", look=look)
    reader.send()
    step("claim-account", ACCOUNT)
    step(
        "claim-papers",
        {"insurance_photo.upload": photo(papers), "passbook_photo.upload": scan(papers)},
    )
    step("claim-consent", CONSENT)
    _look(reader, "claim-review", look=look)


def _step(reader: Reader, name: str, answers: dict[str, object], *, look: bool) -> None:
    answer_page(reader, answers, look=name if look else "")


def _look(reader: Reader, name: str, *, look: bool) -> None:
    if look:
        reader.look(name)
