# SPDX-License-Identifier: Apache-2.0
"""Do letters stand in the window, go out once, rest sealed, and is a bad address told in words?"""

import contextlib
from datetime import timedelta

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.connectors.letters.block import read_block
from madoguchi.connectors.letters.drawing import Letterhead
from madoguchi.connectors.letters.provider import LetterProvider
from madoguchi.connectors.letters.queue import KEPT_AFTER_PRINTING, PrintQueue
from madoguchi.connectors.letters.refusals import (
    AddressUnreadable,
    AddressWithoutNumber,
    BatchUnknown,
)
from madoguchi.connectors.letters.twin.server import count_folder
from madoguchi.engines.messaging.ports import Outgoing
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import now
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.refusal import Refusal

CLERK = Actor(kind="staff", ref="identity:clerk", name="佐波")
HOME = "〒980-0{n:03d}\n灯台市港町一丁目2番3号\n港マンション101\n灯 あかり 様"


@pytest.fixture
def queue(tmp_path):
    from madoguchi.platform.crypto.keys import ensure_zone_keys

    ensure_zone_keys()
    return PrintQueue(tmp_path / "letters")


@pytest.fixture
def provider(queue, settings):
    fonts = tuple(str(path) for path in settings.FONT_PATHS)
    return LetterProvider(queue, Letterhead("灯台市", "022-000-0000", fonts))


def letter_to(block, **more):
    values = {
        "subject": "お知らせ",
        "text": "本が届きました。\n\nお越しください。",
        "link": "https://city.example/",
    }
    return Outgoing(new_id(), block, **(values | more))


@pytest.mark.django_db(transaction=True)
def test_letters_are_sorted_sealed_and_stand_in_the_window(queue, provider):
    batch, key = [letter_to(HOME.format(n=n)) for n in (300, 1, 20)], new_id()
    sent = provider.send(batch, retry_key=key)
    assert {(one.outcome, one.reference) for one in sent} == {("accepted", key.hex)}
    (sealed,) = queue._folder.glob("*.sealed")
    assert b"%PDF" not in sealed.read_bytes()
    pdf = queue.open(key, actor=CLERK, at=now(), purpose="print")
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[n].get_textpage() for n in range(len(document))]
    codes = [page.get_text_range().split("〒")[1][:8] for page in pages]
    assert codes == ["980-0001", "980-0020", "980-0300"]
    place = pages[0].search("灯 あかり").get_next()
    left, bottom, _, top = pages[0].get_charbox(place[0])
    height = document[0].get_height()
    millimetres = [value / 72 * 25.4 for value in (left, height - top, height - bottom)]
    assert millimetres[0] >= 20
    assert 12 <= millimetres[1] < millimetres[2] <= 57
    del pages
    document.close()


@pytest.mark.django_db(transaction=True)
def test_a_repeated_call_makes_no_second_letter(queue, provider):
    batch, key = [letter_to(HOME.format(n=1))], new_id()
    provider.send(batch, retry_key=key)
    first = queue.find(key)
    assert [one.outcome for one in provider.send(batch, retry_key=key)] == ["accepted"]
    assert queue.find(key) == first
    figures = count_folder(queue._folder).figures()
    assert (figures["total"], figures["doubled"]) == (1, 0)


def test_an_address_without_a_number_is_told_in_words_and_stops_nobody(provider):
    nowhere = letter_to("〒980-0001\n灯台市港町\n灯 あかり 様")
    sent = {
        one.delivery_id: one
        for one in provider.send([nowhere, letter_to(HOME.format(n=2))], retry_key=new_id())
    }
    assert "番地がありません" in sent.pop(nowhere.delivery_id).detail
    assert [one.outcome for one in sent.values()] == ["accepted"]
    only = provider.send([nowhere], retry_key=new_id())
    assert [one.outcome for one in only] == ["permanent"]


@pytest.mark.parametrize(
    ("block", "refusal"),
    [
        ("〒980-0001\n灯台市港町\n灯 あかり 様", AddressWithoutNumber),
        ("灯台市港町1-2-3\n灯 あかり 様\n", AddressUnreadable),
        ("〒98-0001\n灯台市港町1\n灯 あかり 様", AddressUnreadable),
        ("〒980-0001\n" + "長" * 41 + "1\n灯 あかり 様", AddressUnreadable),
        ("", AddressUnreadable),
        ("〒980-0001\n1\n2\n3\n4\n5\n灯 あかり 様", AddressUnreadable),
    ],
)
def test_what_the_post_could_not_deliver_is_refused(block, refusal):
    with pytest.raises(refusal):
        read_block(block)


@pytest.mark.parametrize(
    "street", ["港町1-2-3", "港町一丁目二番三号", "大字灯台無番地", "港町１２"]
)
def test_numbers_are_known_in_each_way_of_writing(street):
    found = read_block(f"９８０－０００１\n灯台市{street}\n灯 あかり 様")
    assert found.postcode == "9800001"


@given(st.text(max_size=120))
def test_no_text_breaks_the_reader(written):
    with contextlib.suppress(Refusal):
        read_block(written)


@pytest.mark.django_db(transaction=True)
def test_printed_letters_can_be_printed_again_until_they_are_taken_away(queue, provider):
    from madoguchi.platform.audit.api import Leaf

    key, at = new_id(), now()
    provider.send([letter_to(HOME.format(n=1))], retry_key=key)
    queue.mark_printed(key, actor=CLERK, at=at)
    assert queue.open(key, actor=CLERK, at=at, purpose="print").startswith(b"%PDF")
    assert queue.mark_printed(key, actor=CLERK, at=at).prints == 2
    assert queue.forget_printed(at=at + KEPT_AFTER_PRINTING - timedelta(days=1)) == 0
    assert queue.forget_printed(at=at + KEPT_AFTER_PRINTING + timedelta(days=1)) == 1
    with pytest.raises(BatchUnknown):
        queue.open(key, actor=CLERK, at=at, purpose="print")
    with pytest.raises(BatchUnknown):
        queue.mark_printed(new_id(), actor=CLERK, at=at)
    assert Leaf.objects.filter(action__startswith="letters.batch.").count() == 3
