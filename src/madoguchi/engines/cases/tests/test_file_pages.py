# SPDX-License-Identifier: Apache-2.0
"""Do the pages around a file say what happened to it, and hand out the copy but not the original?"""

import pytest

from madoguchi.engines.cases.commands.sanitise_file import sanitise_file
from madoguchi.engines.cases.tests.files import Scanner, attached, original_of
from madoguchi.engines.cases.tests.test_pages import read, signed_in
from madoguchi.kernel.actors import SYSTEM
from madoguchi.platform.audit.api import list_by_subject
from madoguchi.platform.files import ports
from madoguchi.platform.files.sanitising.tests.good_files import pdf, photo
from madoguchi.platform.files.sanitising.tests.hostile_pdfs import EICAR, changed, with_files
from madoguchi.platform.files.sanitising.tests.inertness import why_not_inert

REASON = "写しに出ない電子署名を確かめるため"


@pytest.fixture
def as_sanami(client, town_hall):
    return signed_in(client, town_hall["sanami"])


@pytest.fixture
def as_takeuchi(client, town_hall):
    return signed_in(client, town_hall["takeuchi"])


@pytest.fixture
def file(opened, at):
    """A PDF with files in it, made harmless."""
    return examined(attached(opened, "就労証明.pdf", changed(with_files), at), at)


def examined(file, at):
    return sanitise_file(case_file_id=file.id, actor=SYSTEM, at=at)


def address(file, more=""):
    return f"/cases/{file.case.number}/files/{file.id}/{more}"


def test_the_case_page_shows_level_and_removals(as_sanami, file):
    page = read(as_sanami.get(f"/cases/{file.case.number}/"))
    assert "無害化済(再構成)" in page
    assert "中に埋めこまれていた別のファイルを取り除きました(2か所)。" in page
    assert "ウイルス未検査" in page
    assert "ウイルス検査の仕組み(ClamAV)がつながっていません。" in page
    assert address(file, "look/") in page
    assert "original/" not in page


def test_the_copy_is_handed_out_and_written_down(as_sanami, file):
    answer = as_sanami.get(address(file))
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)
    assert why_not_inert(content, "pdf") == ""
    assert "%E7%84%A1%E5%AE%B3%E5%8C%96.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert any(f"file:{file.id}" in leaf.detail for leaf in list_by_subject(file.case.ref))


def test_a_page_of_the_copy_can_be_looked_at(as_sanami, file):
    page = read(as_sanami.get(address(file, "look/?page=2")))
    assert "2ページ目 / 2ページ" in page
    assert address(file, "pages/2.jpg") in page
    picture = as_sanami.get(address(file, "pages/2.jpg"))
    assert picture.headers["Content-Type"] == "image/jpeg"
    assert picture.content.startswith(b"\xff\xd8")
    assert as_sanami.get(address(file, "pages/3.jpg")).status_code == 409
    for odd in ("0", "99", "x", "-1", "１"):
        read(as_sanami.get(address(file, f"look/?page={odd}")))


def test_before_it_was_examined_nothing_is_handed_out(as_sanami, opened, at):
    file = attached(opened, "家.jpg", photo(0.2), at)
    page = read(as_sanami.get(f"/cases/{file.case.number}/"))
    assert "未検査" in page
    assert "まもなく自動で検査します" in page
    for more in ("", "look/", "pages/1.jpg"):
        assert as_sanami.get(address(file, more)).status_code == 409


def test_what_cannot_be_opened_offers_to_ask_again(as_sanami, opened, at):
    file = examined(attached(opened, "切.pdf", b"%PDF-1.7\nnothing", at, question="words"), at)
    page = read(as_sanami.get(f"/cases/{file.case.number}/"))
    assert "開けない" in page
    assert "ファイルがこわれているか、途中で切れています" in page
    link = f"/cases/{file.case.number}/correction/?file={file.id}"
    assert link in page
    form = read(as_sanami.get(link))
    assert "送っていただいた書類「切.pdf」を開けませんでした" in form
    assert read(as_sanami.get(link + "x")).count("切.pdf") == 0
    answer = as_sanami.post(address(file, "again/"))
    assert answer.status_code == 302
    file.refresh_from_db()
    assert file.state == "unchecked"


def test_a_virus_is_named_and_the_original_is_shut(as_takeuchi, opened, at):
    ports.use_scanner(Scanner())
    try:
        file = examined(attached(opened, "悪.pdf", pdf(1) + EICAR, at), at)
    finally:
        ports.use_scanner(None)
    page = read(as_takeuchi.get(f"/cases/{file.case.number}/"))
    assert "ウイルスが見つかりました(Eicar)" in page
    assert "original/" not in page
    refused = read(as_takeuchi.get(address(file, "original/")), 409)
    assert "ウイルスが見つかったため、原本は開けません" in refused
    read(as_takeuchi.post(address(file, "original/"), {"reason": REASON}), 409)


def test_the_original_takes_a_reason_a_warning_and_a_tick(as_takeuchi, file):
    where = address(file, "original/")
    assert where in read(as_takeuchi.get(f"/cases/{file.case.number}/"))
    assert "原本を開く理由" in read(as_takeuchi.get(where))
    short = read(as_takeuchi.post(where, {"step": "reason", "reason": "みたい"}), 422)
    assert "10文字以上" in short
    assert "みたい" in short
    warned = read(as_takeuchi.post(where, {"step": "reason", "reason": REASON}))
    assert "本当に開きますか" in warned
    assert REASON in warned
    again = read(as_takeuchi.post(where, {"step": "open", "reason": REASON}), 422)
    assert "印がついていません" in again
    assert REASON in again
    assert not [a for a in list_by_subject(file.case.ref) if a.action == "cases.original_opened"]
    answer = as_takeuchi.post(where, {"step": "open", "reason": REASON, "confirmed": "yes"})
    assert b"".join(answer.streaming_content) == original_of(file)
    (leaf,) = [a for a in list_by_subject(file.case.ref) if a.action == "cases.original_opened"]
    assert leaf.purpose == REASON


def test_a_clerk_without_the_role_is_refused(as_sanami, file):
    assert as_sanami.get(address(file, "original/")).status_code == 403
    posted = {"step": "open", "reason": REASON, "confirmed": "yes"}
    assert as_sanami.post(address(file, "original/"), posted).status_code == 403


def test_another_section_finds_nothing(client, town_hall, file):
    as_michi = signed_in(client, town_hall["michi"])
    for more in ("", "look/", "pages/1.jpg"):
        assert as_michi.get(address(file, more)).status_code == 404
    assert as_michi.post(address(file, "again/")).status_code == 404


def test_every_word_of_a_file_has_a_label():
    from madoguchi.engines.cases.models import case_file
    from madoguchi.platform.files.sanitising import ooxml_types, pdf_threats
    from madoguchi.platform.screens.wording import get_text

    codes = {*pdf_threats._KEYS.values(), *pdf_threats._NAMES.values()}
    codes |= {code for code, _ in ooxml_types._CODES} | {"place", "camera_data", "orientation"}
    for code in codes:
        assert get_text(f"cases.file.gone.{code}").pick("en")
    for state, _ in case_file.STATES:
        if state != "safe":
            assert get_text(f"cases.file.state.{state}")
