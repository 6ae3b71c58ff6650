# SPDX-License-Identifier: Apache-2.0
"""Addresses: postcodes, numbers in either script, and places that cannot exist."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel import addresses
from madoguchi.kernel.prefectures import PREFECTURES, find_misnamed_prefecture, find_prefecture
from madoguchi.kernel.texts import text

MINATO = addresses.Town("0000012", "港町", "ミナトマチ", 3)
HIGASHI = addresses.Town("0000023", "灯川東", "ヒカワヒガシ", 5)
HIKAWA = addresses.Town("0000023", "灯川", "ヒカワ")
BOOK = addresses.AddressBook(
    text("灯台市", "Todai City", "灯台市"), [MINATO, HIGASHI, HIKAWA], prefecture="海原県"
)
HOME = {
    "postcode": "000-0023",
    "town": "灯川東二丁目",
    "block": "8番5号",
    "building": "あかつき荘 201",
}


def _codes(form, **options):
    reading = addresses.read_address({**HOME, **form}, book=BOOK, **options)
    return {(p.part, p.code, p.blocking) for p in reading.problems}


@pytest.mark.parametrize(
    "written", ["000-0012", "0000012", "〒０００－００１２", "000ー0012", " 000 0012 "]
)
def test_postcodes_come_into_seven_digits(written):
    assert addresses.normalise_postcode(written) == "0000012"
    assert addresses.format_postcode("0000012") == "000-0012"
    assert addresses.format_postcode("12") == "12"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("", "入れて"),
        ("12345", "いまは5けた"),
        ("12345678", "いまは8けた"),
        ("abc-defg", "数字だけ"),
    ],
)
def test_other_postcodes_are_refused_in_words(written, words):
    with pytest.raises(addresses.PostcodeUnreadable) as refused:
        addresses.normalise_postcode(written)
    assert words in refused.value.message.ja
    assert refused.value.message.en
    assert refused.value.message.easy


@pytest.mark.parametrize(
    ("written", "numbers", "short"),
    [
        ("港町一丁目一番地の二", "港町1丁目1番地2", "港町1-1-2"),
        ("港町一丁目1番1号", "港町1丁目1番1号", "港町1-1-1"),
        ("港町１－１－１", "港町1-1-1", "港町1-1-1"),
        ("1ー2ー3", "1-2-3", "1-2-3"),
        ("1の2の3", "1-2-3", "1-2-3"),
        ("港町十二丁目3番五号", "港町12丁目3番5号", "港町12-3-5"),
        ("大字港123番地4", "大字港123番地4", "大字港123-4"),
        ("三条町五番町", "三条町五番町", "三条町五番町"),
        ("八幡一番地", "八幡1番地", "八幡1"),
        ("番地なし", "番地なし", "番地なし"),
    ],
)
def test_numbers_are_written_alike_and_names_are_left(written, numbers, short):
    assert addresses.normalise_numbers(written) == numbers
    assert addresses.hyphenate(written) == short


@given(st.text(alphabet="港町五一二十百丁目番地号の-－ー123０ 　条八幡大字", max_size=20))
def test_normalising_twice_changes_nothing_more(written):
    once = addresses.normalise_numbers(written)
    assert addresses.normalise_numbers(once) == once


def test_a_short_block_is_spelled_out_as_the_register_does():
    assert addresses.spell_out(MINATO, "１－２－３") == ("港町一丁目", "2番3号")
    assert addresses.spell_out(MINATO, "2-3") == ("港町二丁目", "3番地")
    assert addresses.spell_out(HIKAWA, "12-3") == ("灯川", "12番地3")
    assert addresses.spell_out(MINATO, "9-1-1") == ("港町", "9番地1-1")
    assert addresses.spell_out(MINATO, "番地なし") == ("港町", "番地なし")


def test_two_spellings_of_one_place_have_one_key():
    same = {
        addresses.address_key("灯川東二丁目", "8番5号"),
        addresses.address_key("灯川東２丁目", "８－５"),
        addresses.address_key("灯川東", "2-8-5"),
        addresses.address_key("灯川東", "二丁目8番5号"),
    }
    assert len(same) == 1
    assert addresses.address_key("灯川東", "28-5") not in same


def test_an_address_is_read_shown_and_stored():
    reading = addresses.read_address(HOME, book=BOOK, own_city=True)
    assert reading.problems == ()
    assert reading.address.as_answer() == {**HOME, "postcode": "0000023"}
    assert addresses.format_address(reading.address, "灯台市") == (
        "〒000-0023 灯台市灯川東二丁目8番5号 あかつき荘 201"
    )
    assert addresses.format_address(
        addresses.Address("", "東京都千代田区千代田", "1-1"), "灯台市"
    ) == ("東京都千代田区千代田1-1")
    assert addresses.parse_address(HOME, book=BOOK).postcode == "0000023"


@pytest.mark.parametrize(
    "town",
    [
        "灯台市灯川東二丁目",
        "海原県灯台市灯川東2丁目",
        "海原県 灯台市 灯川東",
        "灯川",
        "灯川東5丁目",
    ],
)
def test_the_towns_of_the_city_are_known_in_each_spelling(town):
    assert _codes({"town": town}, own_city=True) == set()


@pytest.mark.parametrize(
    ("form", "found"),
    [
        ({"postcode": ""}, ("postcode", "postcode", True)),
        ({"postcode": "00023"}, ("postcode", "postcode", True)),
        ({"town": ""}, ("town", "missing", True)),
        ({"block": ""}, ("block", "missing", True)),
        ({"block": "0-1"}, ("block", "number", True)),
        ({"block": "〇番一号"}, ("block", "number", True)),
        ({"block": "123456-1"}, ("block", "number", True)),
        ({"block": "1-2-3-4-5-6-7"}, ("block", "number", True)),
        ({"town": "123"}, ("town", "no_town", True)),
        ({"town": "灯川東六丁目"}, ("town", "no_such_chome", True)),
        ({"town": "灯川東0丁目"}, ("town", "no_such_chome", True)),
        ({"town": "灯川二丁目"}, ("town", "no_such_chome", True)),
        ({"town": "港町一丁目"}, ("town", "other_town", True)),
        ({"town": "どこか"}, ("town", "other_town", True)),
        ({"town": "灯" * 101}, ("town", "too_long", True)),
        ({"building": "x" * 101}, ("building", "too_long", True)),
        ({"building": "🏠"}, ("building", "emoji", True)),
        ({"building": "\ue000荘"}, ("building", "external", False)),
        ({"postcode": "100-0001", "town": "東京県千代田区"}, ("town", "prefecture", True)),
        ({"postcode": "100-0001", "town": "千代田"}, ("town", "no_city", True)),
    ],
)
def test_each_impossible_address_is_refused_beside_its_field(form, found):
    assert found in _codes(form)
    with_words = addresses.read_address({**HOME, **form}, book=BOOK)
    for problem in with_words.problems:
        for sentence in (problem.message.ja, problem.message.en, problem.message.easy):
            assert sentence
            assert "{" not in sentence


def test_elsewhere_is_fine_unless_the_city_is_asked_for():
    tokyo = {"postcode": "100-0001", "town": "東京都千代田区千代田", "block": "1-1"}
    assert _codes(tokyo) == set()
    assert _codes(tokyo, own_city=True) == {("postcode", "not_own_city", True)}
    abroad = {"postcode": "", "town": "1 Main Street, Springfield, USA", "block": ""}
    assert _codes(abroad, abroad=True) == set()
    assert ("town", "missing", True) in _codes({**abroad, "town": ""}, abroad=True)


def test_callers_without_a_form_get_a_refusal():
    with pytest.raises(addresses.AddressRefused) as refused:
        addresses.parse_address({**HOME, "town": "灯川東九丁目"}, book=BOOK)
    assert refused.value.part == "town"
    assert "5丁目まで" in refused.value.message.ja


@given(
    st.fixed_dictionaries(dict.fromkeys(HOME, st.text(max_size=40))), st.booleans(), st.booleans()
)
def test_any_text_is_read_without_an_error(form, own_city, abroad):
    reading = addresses.read_address(form, book=BOOK, own_city=own_city, abroad=abroad)
    for problem in reading.problems:
        assert problem.message.ja
        assert problem.message.en
        assert problem.message.easy


def test_47_prefectures_in_the_order_of_their_codes():
    assert len(PREFECTURES) == 47
    assert [p.code for p in PREFECTURES] == [f"{n:02}" for n in range(1, 48)]
    by_code = {p.code: p.name for p in PREFECTURES}
    assert (by_code["01"], by_code["13"], by_code["26"], by_code["27"], by_code["47"]) == (
        "北海道", "東京都", "京都府", "大阪府", "沖縄県",
    )  # fmt: skip
    assert find_prefecture("京都府京都市").name_en == "Kyoto"
    assert find_prefecture("京都市北区") is None
    assert find_misnamed_prefecture("大阪県大阪市").name == "大阪府"
    assert find_misnamed_prefecture("北海県札幌市").name == "北海道"
    assert find_misnamed_prefecture("京都市北区") is None
    assert find_misnamed_prefecture("東京都港区") is None
    assert find_misnamed_prefecture("海原県灯台市") is None
