# SPDX-License-Identifier: Apache-2.0
"""Staff write, aim, count, approve and watch notices; nobody sends to many alone."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

pytestmark = pytest.mark.django_db
HERE = "/staff/messaging/"


@pytest.fixture
def clerk(city, at):
    return city.visiting(city.SANAMI, at)


@pytest.fixture
def senior(city, at):
    return city.visiting(city.TAKEUCHI, at)


def form(city, **more):
    words = {f"{part}_{lang}": text for lang, parts in city.WORDS.items()
             for part, text in parts.items()}  # fmt: skip
    return {
        "topic": "roads", "section": "water", "token": "t1", "do": "save", "is_quiet": "yes",
        **words, **more,
    }  # fmt: skip


def write(client, city, **more):
    made = client.post(f"{HERE}new/", form(city, **more))
    assert made.status_code == 302, city.body(made)
    return made.headers["Location"].removesuffix("audience/")


def many(city, at, count=3, **more):
    people = [city.resident(f"住民{n}") for n in range(count)]
    for n, one in enumerate(people):
        city.subscribe(one, at, email=f"r{n}@example.jp", **more)
    return people


def test_every_page_opens(city, at, senior):
    many(city, at)
    notice = city.draft(at)
    own = f"{HERE}notices/{notice.id}/"
    for path in ("", "new/", "new/?template=waste-tomorrow", "alarm/", "templates/",
                 "templates/evacuation-4/", "templates/evacuation-4/1/preview/?channel=line",
                 "dead/", "addresses/", "exclusions/"):  # fmt: skip
        assert senior.get(f"{HERE}{path}").status_code == 200, path
    for path in ("", "edit/", "audience/", "preview/?language=en&channel=sms", "report.csv",
                 "people/"):  # fmt: skip
        assert senior.get(f"{own}{path}").status_code == 200, path


def test_the_list_costs_the_same_for_many_notices(city, at, clerk, django_assert_max_num_queries):
    for n in range(25):
        city.draft(at, key=f"n{n}")
    with django_assert_max_num_queries(8):
        assert city.body(clerk.get(HERE)).count("断水のお知らせ") == 25


def test_findings_stand_beside_the_text_before_anything_is_kept(city, clerk):
    from madoguchi.engines.messaging.models import Notice

    page = city.body(clerk.post(f"{HERE}new/", form(
        city, do="check", text_easy="避難指示が発令されました。速やかに避難してください。")))  # fmt: skip
    assert "必ず直す" in page
    assert "速やかに" in page
    assert "こう書く → すぐに" in page
    assert not Notice.objects.exists()


def test_what_was_typed_stays_when_a_field_is_wrong(city, clerk):
    page = city.body(clerk.post(f"{HERE}new/", form(city, link="https://evil.example/")))
    assert "このサイトの中のページを" in page
    assert "11月24日の午前、水が止まります。" in page


def test_from_writing_to_sending_it_takes_two_people(city, at, clerk, senior, settings):
    from madoguchi.engines.messaging.models import Notice

    settings.MESSAGING_APPROVAL_FROM = 2
    many(city, at)
    own = write(clerk, city, is_public="yes")
    assert clerk.post(f"{own}audience/", {"topics": ["roads"]}).status_code == 302
    page = city.body(clerk.get(own))
    assert "3人に送ります" in page
    assert "承認を頼む" in page
    assert clerk.post(f"{own}do/release/").status_code == 403
    assert senior.post(f"{own}do/release/").status_code == 422
    assert clerk.post(f"{own}do/ask/").status_code == 302
    assert "承認して送る" in city.body(senior.get(own))
    assert senior.post(f"{own}do/release/").status_code == 302
    notice = Notice.objects.get()
    assert (notice.state, notice.approved_by_ref) == ("approved", city.TAKEUCHI.ref)
    assert "断水のお知らせ" in city.body(senior.get("/news/"))


def test_who_asked_does_not_approve(city, at, senior, settings):
    settings.MESSAGING_APPROVAL_FROM = 2
    many(city, at)
    own = write(senior, city)
    senior.post(f"{own}audience/", {})
    senior.post(f"{own}do/ask/")
    refused = senior.post(f"{own}do/release/")
    assert refused.status_code == 403
    assert "自分で書いたお知らせは承認できません" in city.body(refused)


def test_a_change_takes_the_wish_for_approval_away(city, at, clerk, senior, settings):
    settings.MESSAGING_APPROVAL_FROM = 2
    many(city, at)
    own = write(clerk, city)
    clerk.post(f"{own}audience/", {})
    clerk.post(f"{own}do/ask/")
    assert clerk.post(f"{own}edit/", form(city, subject_ja="変えた件名")).status_code == 302
    assert senior.post(f"{own}do/release/").status_code == 422


def test_an_easy_text_that_is_hard_is_not_approved(city, at, clerk, senior):
    many(city, at)
    own = write(clerk, city, text_easy="速やかに避難してください。")
    clerk.post(f"{own}audience/", {})
    refused = senior.post(f"{own}do/release/")
    assert refused.status_code == 422
    assert "やさしい日本語の文に、直す所が" in city.body(refused)


def test_an_audience_of_nobody_is_refused(city, clerk):
    own = write(clerk, city)
    refused = clerk.post(f"{own}audience/", {"topics": ["waste"]})
    assert refused.status_code == 422
    assert "送る相手が1人もいません" in city.body(refused)


def test_a_drawn_map_chooses_areas(city, at, clerk):
    from madoguchi.engines.messaging.models import Notice

    many(city, at, areas=("02010",))
    own = write(clerk, city)
    ring = [[134.215, 34.005], [134.235, 34.005], [134.235, 34.014], [134.215, 34.014],
            [134.215, 34.005]]  # fmt: skip
    drawn = json.dumps({"type": "Feature", "properties": {},
                        "geometry": {"type": "Polygon", "coordinates": [ring]}})  # fmt: skip
    sent = clerk.post(f"{own}audience/", {"map": SimpleUploadedFile("a.geojson", drawn.encode())})
    assert sent.status_code == 302, city.body(sent)
    assert "02010" in Notice.objects.get().audience["codes"]
    wrong = clerk.post(f"{own}audience/", {"map": SimpleUploadedFile("a.geojson", b"{}")})
    assert wrong.status_code == 422


def test_a_list_in_shift_jis_is_looked_at_before_it_is_used(city, at, clerk):
    from madoguchi.engines.messaging.models import ListEntry, Notice

    many(city, at)
    own = write(clerk, city)
    rows = (
        "氏名,メール\n灯,r0@example.jp\n舟木,だれでもない\n港,other@example.jp\n灯,R0@example.jp\n"
    )
    seen = clerk.post(
        f"{own}audience/", {"list": SimpleUploadedFile("l.csv", rows.encode("cp932"))}
    )
    page = city.body(seen)
    assert "Shift_JIS" in page
    assert "あて先の形ではありません" in page
    assert not ListEntry.objects.exists()
    kept = page.split('name="kept" value="')[1].split('"')[0]
    assert clerk.post(f"{own}audience/", {"do": "list", "kept": kept}).status_code == 302
    assert ListEntry.objects.count() == 1
    assert Notice.objects.get().audience["type"] == "list"
    assert clerk.post(f"{own}audience/", {"do": "list", "kept": "aaaa"}).status_code == 422


def test_an_alarm_needs_two_languages_and_is_confirmed_twice(city, at, senior):
    from madoguchi.engines.messaging.models import NewsItem, Notice

    many(city, at)
    words = form(city, topic="disaster", level="4")
    only = {k: v for k, v in words.items() if not k.endswith("_easy")}
    assert senior.post(f"{HERE}alarm/", only).status_code == 422
    made = senior.post(f"{HERE}alarm/", words)
    own = made.headers["Location"].removesuffix("audience/")
    senior.post(f"{own}audience/", {})
    assert senior.post(f"{own}do/release/", {"sure": "yes"}).status_code == 422
    assert senior.post(f"{own}do/confirm/").status_code == 302
    assert senior.post(f"{own}do/release/").status_code == 422
    assert senior.post(f"{own}do/release/", {"sure": "yes"}).status_code == 302
    assert Notice.objects.get().state == "approved"
    assert NewsItem.objects.get().level == 4
    home = city.body(senior.get("/"))
    assert "警戒レベル4" in home
    assert "水が止まります" in home
    assert senior.post(f"{own}do/end-news/").status_code == 302
    assert "警戒レベル4" not in city.body(senior.get("/"))


def test_single_people_are_looked_at_with_a_purpose_only(city, at, clerk, senior):
    from madoguchi.engines.messaging.commands.resolve_notice import resolve_slice
    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.platform.audit.api import Leaf

    people = many(city, at)
    own = write(senior, city)
    senior.post(f"{own}audience/", {})
    senior.post(f"{own}do/release/")
    notice_id = own.rstrip("/").rsplit("/", 1)[1]
    resolve_slice(notice_id=notice_id, actor=SYSTEM, at=at)
    assert clerk.post(f"{own}people/", {"purpose": ""}).status_code == 422
    page = clerk.post(f"{own}people/", {"purpose": "届かないという電話"})
    assert page.status_code == 200
    leaves = Leaf.objects.filter(action="messaging.deliveries.read")
    assert {one.subject for one in leaves} == {one.ref for one in people}
    assert {one.purpose for one in leaves} == {"届かないという電話"}
    assert "届き方" in city.body(senior.get(own))
    table = senior.get(f"{own}report.csv").content.decode("utf-8-sig")
    assert "メール,3,3,0,0,0,0,0" in table


def test_staff_of_other_sections_see_nothing(city, at, clerk):
    own = write(clerk, city)
    other = city.visiting(city.staff("税務 太郎", "senior", section="tax"), at)
    assert other.get(own).status_code == 403
    assert "断水のお知らせ" not in city.body(other.get(HERE))


def test_a_template_is_approved_by_somebody_else(city, at):
    from madoguchi.engines.messaging.queries.templates import find_approved

    clerk = city.visiting(city.staff("環境 花子", "case_worker", section="environment"), at)
    senior = city.visiting(city.staff("環境 次郎", "senior", section="environment"), at)
    page = f"{HERE}templates/waste-tomorrow/"
    words = {"subject_ja": "あすは{kind}の日", "text_ja": "{day}は{kind}の日です。"}
    assert clerk.post(f"{page}save/", {**words, "do": "save"}).status_code == 302
    assert find_approved("waste-tomorrow").number == 1
    assert clerk.post(f"{page}do/approve/", {"number": "2"}).status_code == 403
    assert senior.post(f"{page}do/approve/", {"number": "2"}).status_code == 302
    assert find_approved("waste-tomorrow").number == 2
    assert senior.post(f"{page}do/approve/", {"number": "2"}).status_code == 409
    bad = clerk.post(f"{page}save/", {**words, "text_ja": "{whom}へ", "do": "save"})
    assert bad.status_code == 422
    assert "「whom」は、このひな形にはありません" in city.body(bad)


def test_a_test_goes_to_the_city_alone(city, at, clerk):
    many(city, at)
    own = write(clerk, city)
    refused = clerk.post(f"{own}do/try/", {"to": "someone@example.jp"})
    assert refused.status_code == 422
    assert "city.todai.example" in city.body(refused)


def test_a_person_can_be_put_on_the_list_of_exclusions(city, at, senior):
    values = {"party": city.AKARI.ref, "topic": "roads", "reason": "電話で頼まれた"}
    assert senior.post(f"{HERE}exclusions/", values).status_code == 302
    assert "電話で頼まれた" in city.body(senior.get(f"{HERE}exclusions/"))
    assert senior.post(f"{HERE}exclusions/", {**values, "do": "include"}).status_code == 302
    assert senior.post(f"{HERE}exclusions/", {"party": "x"}).status_code == 422


def test_dead_letters_are_sent_again(city, at, senior):
    from madoguchi.engines.messaging.commands.resolve_notice import resolve_slice
    from madoguchi.engines.messaging.models import Delivery
    from madoguchi.kernel.actors import SYSTEM

    many(city, at)
    own = write(senior, city)
    senior.post(f"{own}audience/", {})
    senior.post(f"{own}do/release/")
    resolve_slice(notice_id=own.rstrip("/").rsplit("/", 1)[1], actor=SYSTEM, at=at)
    Delivery.objects.update(state="dead", next_at=None)
    assert city.body(senior.get(f"{HERE}dead/")).count("断水のお知らせ") >= 3
    one = Delivery.objects.first()
    assert senior.post(f"{HERE}dead/retry/", {"delivery": one.id}).status_code == 302
    assert Delivery.objects.filter(state="created").count() == 1
