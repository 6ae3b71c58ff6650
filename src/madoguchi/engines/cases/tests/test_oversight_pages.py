# SPDX-License-Identifier: Apache-2.0
"""Does the officer find the readings of real cases, in pages fit for everyone, and nobody else?"""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from madoguchi.engines.cases.commands.record_reading import record_reading
from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.tests.test_pages import signed_in
from madoguchi.kernel.clock import now, today
from madoguchi.platform.audit.models import Leaf
from madoguchi.platform.identity.api import actor_for
from madoguchi.platform.identity.models import User
from madoguchi.platform.organisation.models import Appointment, Post

AXE = Path(__file__).resolve().parents[5] / "frontend/node_modules/axe-core/axe.min.js"
VIEWS = ("hours", "bulk", "relatives", "subject")


@pytest.fixture
def officer(town_hall):
    """浜口 守, data protection officer."""
    some = Post.objects.select_related("section").first()
    post = Post.objects.create(
        section=some.section, key="privacy", title="個人情報保護担当", roles=["privacy_officer"]
    )
    user = User.objects.create(kind="staff", login="hamaguchi", display_name="浜口 守")
    Appointment.objects.create(staff_ref=user.ref, post=post, from_on=today(now()).replace(day=1))
    return user


@pytest.fixture
def read_at_night(town_hall, case):
    """A relative's record, read on a Sunday night."""
    user = town_hall["sanami"]
    Case.objects.filter(pk=case.pk).update(applicant_name="佐波 太郎")
    at = datetime(2026, 11, 15, 14, 0, tzinfo=UTC)
    record_reading(case=case, actor=actor_for(user), at=at, purpose="児童手当")
    return case


def test_the_officer_finds_it_and_is_written_down(client, officer, read_at_night):
    signed_in(client, officer)
    for view, why in (("hours", "時間外・閉庁日"), ("relatives", "姓が同じ")):
        page = client.get(f"/oversight/?view={view}&days=90").content.decode()
        assert read_at_night.number in page
        assert why in page
        assert "佐波 みお" in page
    number = read_at_night.number
    assert "佐波 みお" in client.get(f"/oversight/?view=subject&subject={number}").content.decode()
    sheet = client.get("/oversight/export/?view=hours&days=90")
    assert sheet.headers["Content-Type"].startswith("text/csv")
    assert number in sheet.getvalue().decode("utf-8-sig")
    assert "監査ログの状態" in client.get("/oversight/log/").content.decode()
    looks = Leaf.objects.filter(actor_ref=officer.ref, action__startswith="audit.")
    assert looks.count() == 5
    assert not looks.filter(purpose="").exists()


def test_a_long_answer_is_cut_on_the_page_and_whole_in_the_table(
    client, officer, town_hall, case, monkeypatch
):
    from madoguchi.platform.oversight.web import pages

    monkeypatch.setattr(pages, "MOST_SHOWN", 3)
    at = datetime(2026, 11, 15, 14, 0, tzinfo=UTC)
    for _ in range(5):
        record_reading(case=case, actor=actor_for(town_hall["sanami"]), at=at, purpose="児童手当")
    signed_in(client, officer)
    page = client.get("/oversight/?view=hours&days=90").content.decode()
    assert "新しいほうから3件だけを表示しています" in page
    rows = client.get("/oversight/export/?view=hours&days=90").getvalue().decode("utf-8-sig")
    assert len(rows.splitlines()) == 6


def test_odd_questions_are_harmless(client, officer):
    signed_in(client, officer)
    for query in ("view=x&days=9&page=-1", "page=99999&days=%00", "view=subject&subject=%27%25"):
        assert client.get(f"/oversight/?{query}").status_code == 200


def test_others_may_not_look_and_the_officer_sees_no_case(client, town_hall, officer, case):
    signed_in(client, town_hall["takeuchi"])
    for path in ("/oversight/", "/oversight/export/", "/oversight/log/"):
        assert client.get(path).status_code == 403
    signed_in(client, officer)
    assert client.get(f"/cases/{case.number}/").status_code == 403
    assert "閲覧の点検" in client.get("/oversight/").content.decode()


@pytest.mark.browser
@pytest.mark.parametrize("width", [375, 1280])
def test_pages_have_no_violation(client, officer, read_at_night, live_server, width):
    from playwright.sync_api import sync_playwright

    signed_in(client, officer)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    with sync_playwright() as player:
        chromium = player.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        context = chromium.new_context(viewport={"width": width, "height": 900})
        context.add_cookies([cookie])
        page = context.new_page()
        paths = [f"/oversight/?view={view}&days=90" for view in VIEWS]
        for path in [*paths, "/oversight/log/"]:
            page.goto(f"{live_server.url}{path}")
            page.evaluate(AXE.read_text(encoding="utf-8"))
            result = page.evaluate("axe.run(document)")
            assert [(one["id"], len(one["nodes"])) for one in result["violations"]] == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        chromium.close()
