# SPDX-License-Identifier: Apache-2.0
"""What goes wrong at a browser: each has a clear sentence, and nothing that was typed is lost."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from tests.journeys.applications import bulky_waste, child_allowance
from tests.journeys.conftest import Open
from tests.journeys.family import APPLICANT, CLAIM, scan
from tests.journeys.filing import Citizen
from tests.journeys.filling import day, fill, person
from tests.journeys.people import sign_in_resident
from tests.journeys.reader import NARROW, Reader, take_cookies
from tests.journeys.town import Town

pytestmark = pytest.mark.browser
CLAIMED = "child-allowance-claim"
FOLDER = "bad-input"
PERSON = {key: value for key, value in APPLICANT.items() if key != "employer"} | {
    "pension": "national"
}
"""A page 請求する方 on which nothing more is asked."""
OTHERWISE = {"consent": {"pension": "national", "employer": None}}
"""Answers with which a step is reached although no file is sent."""


@pytest.fixture
def at_step(city: Town, citizen: Open) -> Iterator[object]:
    """``at_step("papers")``: a browser with a draft that is filled up to that page."""
    opened = []

    def open_at(step: str, **screen: object) -> Reader:
        guest, address = draft_at(city, step)
        context = citizen(folder=FOLDER, **({"width": NARROW} | screen))
        reader: Reader = context.__enter__()
        opened.append(context)
        take_cookies(reader, guest.http.cookies.jar)
        reader.open(address)
        return reader

    yield open_at
    for context in opened:
        context.__exit__(None, None, None)


def draft_at(city: Town, step: str) -> tuple[Citizen, str]:
    """A guest's draft, filled up to a step, and the address of the page."""
    guest = Citizen(city.portal_url)
    page = guest.get(CLAIM)
    page = guest.submit(page, page.form(action="/start/"))
    page = guest.go_on(page, CLAIMED, child_allowance(**OTHERWISE.get(step, {})), until=step)
    assert f"/step/{step}/" in page.url, page.said
    return guest, page.url


@pytest.mark.parametrize(
    ("lang", "title", "sentence"),
    [
        ("ja", "エラー", "平成は平成31年4月30日までです。平成31年5月1日は、令和元年5月1日と入れてください。"),
        ("en", "Error", "The era Heisei ended on 2019-04-30."),
        ("easy", "エラー", "令和元年5月1日と 入れてください。"),
    ],
)  # fmt: skip
def test_a_day_after_the_era_names_the_next_one(
    at_step: Open, lang: str, title: str, sentence: str
) -> None:
    reader = at_step("applicant")
    reader.open(f"{reader.path}?lang={lang}")
    fill(reader, APPLICANT | day("birth", "平成", "31", "5", "1"))
    reader.send()
    reader.look(f"era-{lang}")
    assert reader.status == 422
    assert reader.page.title().startswith(title)
    reader.says(sentence, within=".error-summary")
    reader.says(sentence, within="#birth")
    field = reader.page.locator('[name="birth.year"]')
    assert field.input_value() == "31"
    assert reader.page.locator('[name="name.given"]').input_value() == "あかり"
    # The link of the summary leads to the field.
    reader.page.locator(".error-summary a").first.click()
    assert reader.page.url.endswith("#birth-year") or reader.page.url.endswith("#birth")


def test_rare_characters_and_other_widths_reach_the_review(at_step: Open) -> None:
    reader = at_step("applicant")
    written = person("name", "𠮷見", "髙志", "ﾖｼﾐ", "たかし")
    fill(reader, PERSON | written | {"phone": "０９０ー００００ー１１２５"})
    reader.send()
    reader.open(reader.path.partition("/step/")[0] + "/review/")
    reader.says("𠮷見 髙志(ヨシミ タカシ)")
    reader.says("090-0000-1125")


def test_too_many_letters_are_counted_and_kept(at_step: Open) -> None:
    reader = at_step("consent")
    words = "よろしくお願いします。" * 455
    fill(reader, {"consent_lookup": "yes", "notes": words})
    reader.send()
    reader.look("five-thousand-letters")
    reader.says("1,000文字まで")
    assert reader.page.locator('[name="notes"]').input_value() == words
    assert reader.page.locator('[name="consent_lookup"]').is_checked()


@pytest.fixture(scope="module")
def bomb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Word file of some kilobytes that would unfold to more than half a gigabyte."""
    path = tmp_path_factory.mktemp("bomb") / "申立書.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as file:
            for _ in range(520):
                file.write(b"\0" * 1_048_576)
    return path


def _bad_file(kind: str, folder: Path) -> Path:
    name, content = {
        "large": ("大きい.pdf", b"%PDF-1.7\n" + b"0" * (11 * 1_048_576)),
        "wrong": ("表.pdf", b"MZ\x90\0" + b"0" * 400),
        "foreign": ("音.mp3", b"ID3\4" + b"0" * 400),
        "empty": ("空.pdf", b""),
    }[kind]
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("large", "「大きい.pdf」: ファイルが大きすぎます。10MBまで"),
        ("wrong", "「表.pdf」: ファイルの中身と名前の終わり(拡張子)が合っていません。"),
        ("foreign", "「音.mp3」: この種類のファイルは受け取れません。"),
        ("empty", "「空.pdf」: 中身のないファイルです。"),
        ("bomb", "「申立書.docx」: ファイルの中身が広げると大きすぎるため、受け取れません。"),
    ],
    ids=["large", "wrong", "foreign", "empty", "bomb"],
)
def test_a_file_that_cannot_be_taken_says_why(
    at_step: Open, tmp_path: Path, bomb: Path, kind: str, sentence: str, scripts: bool
) -> None:
    reader = at_step("papers", scripts=scripts)
    good, bad = scan(tmp_path, "資格.pdf"), bomb if kind == "bomb" else _bad_file(kind, tmp_path)
    reader.page.locator('[name="insurance_photo.upload"]').set_input_files(good)
    reader.page.locator('[name="other_files.upload"]').set_input_files(bad)
    button = reader.page.locator("main form .actions[data-kind=form] button:visible").first
    button.click()
    reader.page.wait_for_selector(".error-summary")
    reader.look(f"file-{kind}", axe=scripts)
    words = reader.text(".error-summary")
    assert sentence in words, words
    # The good file has arrived and needn't be sent again.
    reader.says("資格.pdf", within="#insurance_photo-field")


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("R8-4K7M-0273-7", {"ja": "受付番号", "en": "receipt number", "easy": "番号"}),
        ("こんにちは", {"ja": "受付番号", "en": "receipt number", "easy": "番号"}),
    ],
)
@pytest.mark.parametrize("lang", ["ja", "en", "easy"])
def test_a_forged_receipt_number_opens_nothing(
    citizen: Open, number: str, sentence: dict[str, str], lang: str
) -> None:
    with citizen(width=NARROW, folder=FOLDER) as reader:
        reader.open(f"/applications/?lang={lang}")
        fill(reader, {"number": number, "secret": "ABCD-EFGH-JKMN-PQRS"})
        reader.send()
        reader.look(f"forged-{lang}")
        assert reader.status in {404, 422, 403}
        assert reader.path == "/applications/"
        reader.says(sentence[lang], within="main")
        assert reader.page.locator('[name="number"]').input_value() == number


def test_a_draft_follows_a_new_revision_and_the_page_says_what_changed(
    city: Town, at_step: Open
) -> None:
    reader = at_step("applicant")
    fill(reader, PERSON)
    with republished(city):
        reader.send()
        reader.look("moved")
        reader.says("この手続きの内容が新しくなりました")
        reader.says("請求する理由")
        reader.says("いまのお仕事")
        reader.press("続きへ進む")
        assert reader.path.endswith("/step/start/")
        reader.page.locator('[name="reason"][value="born"]').check()
        reader.send()
        assert reader.path.endswith("/step/applicant/"), reader.path
        assert reader.page.locator('[name="name.family"]').input_value() == "灯"
        assert reader.page.locator('[name="birth.year"]').input_value() == "63"


@contextmanager
def republished(city: Town) -> Iterator[None]:
    """A new revision: an option has another id, and a question reads differently."""
    path = city.home / "packs" / "todai" / "services" / CLAIMED / "procedure.yaml"
    before = path.read_text(encoding="utf-8")
    definition = yaml.safe_load(before)
    questions = {one["id"]: one for one in definition["steps"][0]["questions"]}
    questions["reason"]["options"][0]["id"] = "born"
    questions["job"]["label"] = {
        "ja": "いまのお仕事",
        "en": "Your work now",
        "easy": "いまの しごと",
    }
    publish(city, path, yaml.safe_dump(definition, allow_unicode=True))
    try:
        yield
    finally:
        publish(city, path, before)


def publish(city: Town, path: Path, definition: str) -> None:
    """Publish a definition in the office and bring it to the portal."""
    path.write_text(definition, encoding="utf-8")
    city.call("office", "publish")
    city.carry("office", "portal")


def test_pressing_twice_files_once(city: Town, at_step: Open) -> None:
    guest = Citizen(city.portal_url)
    review = guest.fill("bulky-waste", bulky_waste())
    form = review.form(action="/send/")
    first, second = guest.submit(review, form), guest.submit(review, form)
    assert first.url == second.url
    assert first.url.endswith("/receipt/")
    assert first.ids["receipt-number"] == second.ids["receipt-number"]


def test_back_after_sending_leads_to_the_receipt(city: Town, citizen: Open) -> None:
    guest = Citizen(city.portal_url)
    review = guest.fill("bulky-waste", bulky_waste())
    with citizen(width=NARROW, folder=FOLDER) as reader:
        take_cookies(reader, guest.http.cookies.jar)
        reader.open(review.url)
        reader.page.locator("main form .actions button").first.dblclick()
        reader.page.wait_for_url("**/receipt/")
        number = reader.text("#receipt-number")
        reader.page.go_back()
        reader.page.wait_for_load_state()
        assert reader.path.endswith("/receipt/")
        assert reader.text("#receipt-number") == number


def test_back_shows_the_answers_and_a_change_counts(at_step: Open) -> None:
    reader = at_step("applicant")
    fill(reader, PERSON)
    reader.send()
    reader.page.go_back()
    reader.page.wait_for_load_state()
    assert reader.path.endswith("/step/applicant/")
    assert reader.page.locator('[name="name.family"]').input_value() == "灯"
    fill(reader, {"name.family": "燈"})
    reader.send()
    assert reader.path.endswith("/step/spouse/"), reader.text()
    reader.open(reader.path.partition("/step/")[0] + "/review/")
    reader.says("燈 あかり")


def test_two_tabs_on_one_page_show_both_answers(at_step: Open) -> None:
    reader = at_step("applicant")
    other = reader.context.new_page()
    other.goto(reader.page.url)
    fill(reader, PERSON)
    reader.send()
    reader.page, first = other, reader.page
    fill(reader, PERSON | {"phone": "080-0000-9999"})
    reader.send()
    reader.look("two-tabs")
    reader.says("別の画面で保存した答え")
    reader.says("090-0000-1125", within=".banner[data-tone=warn]")
    assert "灯 あかり" not in reader.text(".banner[data-tone=warn]"), "only what differs is shown"
    assert reader.page.locator('[name="phone"]').input_value() == "080-0000-9999"
    reader.send()
    assert reader.path.endswith("/step/spouse/")
    first.close()


def test_what_was_typed_when_the_session_ran_out_comes_back(city: Town, citizen: Open) -> None:
    with citizen(width=NARROW, folder=FOLDER) as reader:
        sign_in_resident(reader, city.passwords["residents"])
        reader.open(CLAIM)
        reader.press("申請を始める")
        fill(reader, {"reason": "birth", **day("happened_on", "令和", "8", "11", "1")})
        reader.context.clear_cookies(name="portal_session")
        reader.send()
        assert reader.path == "/accounts/login/"
        reader.look("session-ended")
        reader.says("ログインが切れました。入力した内容は残っています。")
        fill(reader, {"login": "akari@todai.example", "password": city.passwords["residents"]})
        reader.send()
        reader.look("session-again")
        assert reader.path.endswith("/step/start/")
        assert reader.page.locator('[name="happened_on.month"]').input_value() == "11"
        assert reader.page.locator('[name="reason"][value="birth"]').is_checked()
