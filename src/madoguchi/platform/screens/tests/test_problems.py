# SPDX-License-Identifier: Apache-2.0
"""Nobody is left at a dead end: each refusal and error names the next step and the telephone."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from madoguchi.platform.screens.keeping import typed_fields
from madoguchi.platform.screens.problems import KNOWN

HERE = {"Sec-Fetch-Site": "same-origin"}


def test_a_refusal_is_a_page_in_the_readers_language(reader: Client) -> None:
    for lang, words in {
        "ja": "ほかの職員が先に",
        "en": "A colleague has",
        "easy": "ほかの 人が",
    }.items():
        response = reader.get(f"/taken/?lang={lang}")
        page = response.content.decode()
        assert response.status_code == 409
        assert words in page
        assert 'href="tel:0000241111"' in page
        assert response.headers["Cache-Control"] == "no-store"


def test_the_title_begins_with_error(reader: Client) -> None:
    assert "<title>エラー: " in reader.get("/taken/").content.decode()


def test_programs_get_a_refusal_as_json(reader: Client) -> None:
    for response in (
        reader.get("/api/taken/"),
        reader.get("/taken/", headers={"Accept": "application/json"}),
    ):
        assert response.status_code == 409
        assert response.json()["code"] == "conflict"
        assert response.json()["message"] == "ほかの職員が先に担当になりました。"
        assert response.json()["next_step"]


def test_htmx_gets_a_fragment_for_the_notice(reader: Client) -> None:
    response = reader.get("/taken/", headers={"HX-Request": "true"})
    assert response.headers["HX-Retarget"] == "#notice"
    assert response.content.decode().count("<html") == 0


def test_a_refusal_may_say_when_to_come_back(reader: Client) -> None:
    response = reader.get("/too-often/")
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "60"
    assert "1分お待ちください。" in response.content.decode()


@pytest.mark.parametrize("status", sorted(KNOWN))
@pytest.mark.parametrize("lang", ["ja", "en", "easy"])
def test_a_bare_status_becomes_a_page(reader: Client, status: int, lang: str) -> None:
    response = reader.get(f"/bare/{status}/?lang={lang}")
    page = response.content.decode()
    assert response.status_code == status
    assert page.count("<h1>") == 1
    assert 'href="tel:0000241111"' in page


def test_other_answers_are_left_alone(reader: Client) -> None:
    assert reader.get("/data/").json() == {"detail": "own words"}


@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/nowhere/", 404, "ページが見つかりません"),
        ("/denied/", 403, "この画面は開けません"),
        ("/broken/", 500, "うまくいきませんでした"),
    ],
)
def test_django_errors_have_our_words(
    reader: Client, path: str, status: int, title: str, caplog: pytest.LogCaptureFixture
) -> None:
    response = reader.get(path)
    assert response.status_code == status
    assert f"<h1>{title}</h1>" in response.content.decode()


def test_the_wrong_method_keeps_its_header(reader: Client) -> None:
    response = reader.get("/send/")
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert "<h1>この開き方はできません</h1>" in response.content.decode()


def test_too_much_is_413(reader: Client, plain_zone: Settings) -> None:
    plain_zone.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = reader.post("/send/", {"a": "x" * 500})
    assert response.status_code == 413
    plain_zone.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    plain_zone.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    response = reader.post("/send/", {f"f{n}": "x" for n in range(9)})
    assert response.status_code == 413


def test_a_broken_error_page_still_answers(
    reader: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("madoguchi.platform.screens.problems.render_to_string", fail)
    response = reader.get("/broken/")
    assert response.status_code == 500
    assert "うまくいきませんでした" in response.content.decode()


def strict_reader() -> Client:
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def test_an_expired_form_keeps_what_was_typed(plain_zone: Settings) -> None:
    response = strict_reader().post(
        "/send/", {"name": "灯 <あかり>", "wish": ["a", "b"], "note": "\n一行\n二行"}, headers=HERE
    )
    page = response.content.decode()
    assert response.status_code == 403
    assert "入れた内容は残っています" in page
    assert '<textarea name="name" hidden>\n灯 &lt;あかり&gt;</textarea>' in page
    assert page.count('name="wish"') == 2
    assert '<textarea name="note" hidden>\n\n一行\n二行</textarea>' in page
    assert page.count("csrfmiddlewaretoken") == 1


def test_the_kept_form_can_be_sent_at_once(plain_zone: Settings) -> None:
    browser = strict_reader()
    page = browser.post("/send/", {"name": "灯"}, headers=HERE).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    again = browser.post("/send/", {"name": "灯", "csrfmiddlewaretoken": token}, headers=HERE)
    assert again.status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}],
)
def test_another_site_gets_no_button(plain_zone: Settings, headers: dict[str, str]) -> None:
    page = strict_reader().post("/send/", {"name": "x"}, headers=headers).content.decode()
    assert "<textarea" not in page
    assert "もう一度送る</button>" not in page


def test_a_password_is_never_carried_along(ask) -> None:
    request = ask(post={"login": "akari", "password": "secret"}, **HERE)
    assert typed_fields(request) == ()
