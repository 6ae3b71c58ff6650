# SPDX-License-Identifier: Apache-2.0
"""The main job in a browser: file, correct, decide, read; on a phone, at a desk, without scripts."""

from functools import partial
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Browser, Download

from tests.journeys.conftest import Open
from tests.journeys.family import fill_the_claim, photo
from tests.journeys.filling import fill
from tests.journeys.people import (
    confirm,
    mark_fields,
    open_case,
    sign_in_clerk,
    sign_in_resident,
)
from tests.journeys.reader import NARROW, WIDE, Reader, a_reader
from tests.journeys.town import Town, a_town

pytestmark = pytest.mark.browser
MARKS = {
    "applicant.employer": "会社の正式な名前を入れてください。",
    "papers.insurance_photo": "写真の字が読めません。明るいところで撮り直してください。",
}
NEW_EMPLOYER = "株式会社みさき製網"


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("width", "scripts"),
    [(NARROW, True), (WIDE, True), (NARROW, False)],
    ids=["phone", "desk", "phone-without-scripts"],
)
def test_a_claim_is_filed_corrected_decided_and_read(
    city: Town, citizen: Open, clerk: Open, tmp_path: Path, width: int, scripts: bool
) -> None:
    screen: dict[str, Any] = {"width": width, "scripts": scripts, "folder": "main"}
    _go_through(city, citizen, clerk, tmp_path, screen)


@pytest.mark.timeout(300)
def test_the_same_in_a_city_on_postgresql(chromium: Browser, tmp_path: Path) -> None:
    with a_town(database="postgresql") as city:
        city.start()
        citizen = partial(a_reader, chromium, city.portal_url)
        clerk = partial(a_reader, chromium, city.office_url)
        screen = {"width": NARROW, "scripts": True, "folder": "main-postgresql"}
        _go_through(city, citizen, clerk, tmp_path, screen)


def _go_through(
    city: Town, citizen: Open, clerk: Open, tmp_path: Path, screen: dict[str, Any]
) -> None:
    with citizen(**screen) as akari, clerk(**screen) as sanami, clerk(**screen) as takeuchi:
        status, number = _akari_files(akari, city, tmp_path)
        city.pull()
        _sanami_asks(sanami, city, number)
        city.pull()
        _akari_corrects(akari, status, tmp_path)
        city.pull()
        _takeuchi_approves(takeuchi, city, number)
        city.pull()
        _akari_reads(akari, status, tmp_path)
        _akari_sees_who_read(akari, city)


def _akari_files(akari: Reader, city: Town, papers: Path) -> tuple[str, str]:
    akari.open("/accounts/login/")
    akari.look("sign-in")
    sign_in_resident(akari, city.passwords["residents"])
    akari.look("signed-in")
    fill_the_claim(akari, papers)
    akari.says("灯 なぎ")
    akari.says("通帳.pdf")
    akari.send()
    akari.look("claim-receipt")
    number = akari.text("#receipt-number")
    akari.press("申請の状況を見る")
    akari.look("claim-status")
    akari.says("受け付けました")
    return akari.path, number


def _sanami_asks(sanami: Reader, city: Town, number: str) -> None:
    sign_in_clerk(sanami, "sanami", city.passwords["staff"])
    sanami.look("desk-inbox", citizen=False)
    open_case(sanami, number, "灯 あかり")
    sanami.look("desk-case", citizen=False)
    sanami.press("確認を始める")
    sanami.look("desk-review", citizen=False)
    confirm(sanami)
    sanami.says("確認を始めました。")
    sanami.press("補正を求める")
    mark_fields(sanami, MARKS, "2か所だけ、直してください。")
    sanami.look("desk-correction", citizen=False)
    confirm(sanami)
    sanami.says("補正を求めました。時計を止めています。")


def _akari_corrects(akari: Reader, status: str, papers: Path) -> None:
    akari.open(status)
    akari.look("claim-status-to-correct")
    akari.says("2か所、直すところがあります")
    akari.press("直すところへ進む")
    akari.look("claim-correct")
    for reason in MARKS.values():
        akari.says(reason)
    assert akari.page.locator("main fieldset.repeat-item").count() == len(MARKS)
    assert not akari.page.locator('[name="applicant.name.family"], [name="name.family"]').count()
    # The photo is still missing: the page says so, and keeps the name that was typed.
    employer = akari.page.locator('main input[name$="employer"]')
    employer.fill(NEW_EMPLOYER)
    akari.send()
    akari.look("claim-correct-error")
    assert akari.page.locator('main input[name$="employer"]').input_value() == NEW_EMPLOYER
    file = akari.page.locator('main input[type=file][name*="insurance_photo"]')
    file.set_input_files(photo(papers, "撮り直し.png"))
    akari.send()
    akari.look("claim-status-corrected")
    assert akari.path == status


def _takeuchi_approves(takeuchi: Reader, city: Town, number: str) -> None:
    sign_in_clerk(takeuchi, "takeuchi", city.passwords["staff"])
    open_case(takeuchi, number, "灯 あかり")
    takeuchi.look("desk-case-corrected", citizen=False)
    takeuchi.says(NEW_EMPLOYER)
    takeuchi.says("撮り直し.png")
    takeuchi.press("認定する")
    takeuchi.page.locator("input[name=reason]").first.check()
    fill(takeuchi, {"message": "認定しました。12月10日に振り込みます。"})
    takeuchi.look("desk-decide", citizen=False)
    confirm(takeuchi)
    takeuchi.look("desk-case-decided", citizen=False)
    takeuchi.says("認定しました。")


def _akari_reads(akari: Reader, status: str, folder: Path) -> None:
    akari.open(status)
    akari.look("claim-status-decided")
    akari.says("認定しました。12月10日に振り込みます。")
    letter = _download(akari, "通知")
    path = folder / "letter.pdf"
    letter.save_as(path)
    pdf = pypdf.PdfReader(path)
    words = "".join(page.extract_text() for page in pdf.pages)
    for expected in ("灯 あかり", "灯台市長", "児童手当"):
        assert expected in words, words
    catalogue = pdf.trailer["/Root"]
    assert catalogue["/Lang"].startswith("ja")
    assert catalogue["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalogue


def _akari_sees_who_read(akari: Reader, city: Town) -> None:
    akari.press("市が持っている情報と、見た人", within="aside")
    akari.look("claim-data-before")
    address = akari.path
    akari.press("いまの記録を取り寄せる")
    akari.says("記録を取り寄せています")
    city.pull()
    akari.open(address)
    akari.look("claim-data")
    akari.says("子育て支援課")
    akari.says(NEW_EMPLOYER)
    akari.says("撮り直し.png")


def _download(reader: Reader, words: str) -> Download:
    link = reader.page.locator("aside a, main a").filter(has_text=words).first
    with reader.page.expect_download() as waiting:
        link.click()
    return waiting.value
