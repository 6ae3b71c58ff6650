# SPDX-License-Identifier: Apache-2.0
"""A template says what it needs; nothing personal leaves on LINE, SMS or push; versions stay."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from madoguchi.engines.messaging.rules.template import (
    Template,
    Variable,
    Variant,
    check_template,
    sample_values,
    write,
)
from madoguchi.engines.messaging.rules.template_refusals import (
    BracesWrong,
    PersonalInShortForm,
    ValueUnfit,
    VariableMissing,
    VariableUnknown,
)

DUE = Template(
    {
        "ja": Variant(
            "期限が近づきました", "{item}は{amount}です。期限は{until}です。", "お支払いのお知らせ"
        ),
        "easy": Variant("お金の お知らせ", "{item}: {amount}、{until}まで"),
        "en": Variant("Due soon", "{item}: {amount} by {until}"),
    },
    (
        Variable("item"),
        Variable("amount", "money"),
        Variable("until", "date"),
    ),
)
VALUES = {"item": "使用料", "amount": 1200, "until": date(2026, 12, 25)}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ja", "使用料は1,200円です。期限は令和8年12月25日です。"),
        ("easy", "使用料: 1,200円、2026年12月25日まで"),
    ],
)
def test_values_are_written_as_the_reader_reads_them(language, said):
    assert write(DUE, VALUES, language=language).text == said


def test_english_has_its_own_dates_and_money():
    assert "1,200 yen" in write(DUE, VALUES, language="en").text


@pytest.mark.parametrize("channel", ["line", "sms", "webpush"])
def test_other_peoples_channels_get_a_title_and_a_link(channel):
    written = write(DUE, VALUES, language="ja", channel=channel, link="/pay/")
    assert (written.subject, written.text, written.link) == ("お支払いのお知らせ", "", "/pay/")


def test_a_personal_short_form_is_refused_when_written_and_when_sent():
    bad = Template({"ja": Variant("件名", "文", "{item}の支払い")}, (Variable("item"),))
    assert isinstance(check_template(bad)[0].refusal, PersonalInShortForm)
    with pytest.raises(PersonalInShortForm):
        write(bad, {"item": "使用料"}, language="ja", channel="line")
    fine = Template({"ja": Variant("あすは{kind}", "文")}, (Variable("kind", personal=False),))
    assert check_template(fine) == []
    assert (
        write(fine, {"kind": "燃えるごみ"}, language="ja", channel="sms").subject
        == "あすは燃えるごみ"
    )


def test_a_subject_with_something_personal_needs_a_short_form():
    template = Template({"ja": Variant("{item}の期限", "文")}, (Variable("item"),))
    with pytest.raises(PersonalInShortForm):
        write(template, {"item": "使用料"}, language="ja", channel="line")


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({**VALUES, "until": None}, VariableMissing),
        ({"item": "x", "amount": 1}, VariableMissing),
        ({**VALUES, "item": ""}, VariableMissing),
        ({**VALUES, "whom": "x"}, VariableUnknown),
        ({**VALUES, "amount": "1200円"}, ValueUnfit),
        ({**VALUES, "amount": True}, ValueUnfit),
        ({**VALUES, "until": "あす"}, ValueUnfit),
    ],
)
def test_missing_unknown_and_unfit_values_are_refused(values, refusal):
    with pytest.raises(refusal):
        write(DUE, values, language="ja")


@pytest.mark.parametrize("text", ["{", "}", "{item.__class__}", "{item!r}", "{0}", "{item:>9}"])
def test_nothing_in_braces_is_code(text):
    faults = check_template(Template({"ja": Variant("件名", text)}, (Variable("item"),)))
    assert isinstance(faults[0].refusal, BracesWrong)


def test_a_value_is_never_read_as_a_place():
    written = write(DUE, {**VALUES, "item": "{amount}"}, language="ja")
    assert written.text.startswith("{amount}は1,200円")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//evil.example", "http://x", "a b"])
def test_a_link_is_https_or_a_page_of_ours(link):
    template = Template({"ja": Variant("件名", "{to}")}, (Variable("to", "link"),))
    with pytest.raises(ValueUnfit):
        write(template, {"to": link}, language="ja")


def test_a_reader_gets_the_nearest_language():
    template = Template({"ja": Variant("あ", "い"), "easy": Variant("う", "え")})
    assert write(template, {}, language="en").language == "easy"


def test_samples_fill_every_template_of_the_packs():
    from madoguchi.engines.messaging.pack import pack_in_use

    for one in pack_in_use().templates:
        template = one.as_template()
        values = sample_values(template)
        for language in template.variants:
            for channel in ("email", "sms"):
                assert write(template, values, language=language, channel=channel).subject


@pytest.mark.django_db
def test_a_person_is_told_by_a_template_in_their_own_words(city, at):
    from madoguchi.engines.messaging.commands.tell_by_template import tell_by_template
    from madoguchi.engines.messaging.rules.notice_refusals import TemplateNotApproved
    from madoguchi.kernel.actors import SYSTEM

    def tell(**more):
        wanted = {"key": "due-1", "template": "payment-due", "party_ref": city.AKARI.ref,
                  "values": VALUES, "actor": SYSTEM, "at": at, "link": "/", **more}  # fmt: skip
        return tell_by_template(**wanted)

    notice = tell()
    assert notice.texts == {}
    assert notice.template == "payment-due@1"
    assert "1,200円" in notice.read_texts()["easy"]["text"]
    assert notice.read_texts()["ja"]["short"] == "お支払いのお知らせがあります"
    assert tell().id == notice.id
    with pytest.raises(VariableMissing):
        tell(key="due-2", values={"item": "x"})
    with pytest.raises(TemplateNotApproved):
        tell(key="due-3", template="none")


@pytest.mark.django_db
def test_an_approved_version_never_changes(city):
    from madoguchi.engines.messaging.models import TemplateRevision

    one = TemplateRevision.objects.first()
    for values in ({"variants": {"ja": {}}}, {"variables": [{"name": "x"}]}, {"state": "draft"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            TemplateRevision.objects.filter(id=one.id).update(**values)


@pytest.mark.django_db
def test_loading_the_pack_again_changes_nothing(city, at):
    from madoguchi.engines.messaging.commands.load_pack import Loaded
    from madoguchi.engines.messaging.models import TemplateRevision

    assert city.load(at) == Loaded(0, 0)
    assert not TemplateRevision.objects.exclude(number=1).exists()
