# SPDX-License-Identifier: Apache-2.0
"""Do bank files come back as they were written, and is each broken record named by its line?"""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.engines.payments.rules.matching import Reported
from madoguchi.engines.payments.rules.route_refusals import (
    AccountWrong,
    NameUnwritable,
    RecordBroken,
    TotalsDiffer,
)
from madoguchi.engines.payments.rules.tables import read_deposits, read_eltax
from madoguchi.engines.payments.rules.zengin.banks import Account, read_account
from madoguchi.engines.payments.rules.zengin.convenience import (
    read_convenience,
    write_convenience,
)
from madoguchi.engines.payments.rules.zengin.debits import (
    RESULTS,
    Collector,
    Debit,
    read_debits,
    write_debits,
)
from madoguchi.engines.payments.rules.zengin.letters import KANA, bank_name, same_bank_name
from madoguchi.engines.payments.rules.zengin.payouts import Payout, read_payouts, write_payouts

CITY = Collector("0000012345", "ﾄｳﾀﾞｲｼ", Account("0001", "001", "1", "0000001", ""), "ﾐﾅﾄ", "ﾎﾝﾃﾝ")
ON = date(2026, 11, 30)
HOLDERS = st.text(KANA + "AZ09().-", min_size=1, max_size=30)


def digits(count):
    return st.text("0123456789", min_size=count, max_size=count)


ACCOUNTS = st.builds(
    Account, bank=digits(4), branch=digits(3), kind=st.sampled_from("1239"), number=digits(7),
    holder=HOLDERS,
)  # fmt: skip
DEBITS = st.builds(
    Debit,
    account=ACCOUNTS,
    yen=st.integers(0, 9_999_999_999),
    reference=st.text("ABC0123456789", min_size=1, max_size=20),
    is_new=st.booleans(),
    result=st.sampled_from(sorted(RESULTS)),
)


def bare(one):
    return (one.account, one.yen, one.reference, one.is_new, one.result)


@settings(max_examples=50)
@given(st.lists(DEBITS, max_size=6))
def test_withdrawals_come_back_as_they_were(debits):
    data = write_debits(CITY, ON, debits, with_results=True)
    assert all(len(line) == 120 for line in data.split(b"\r\n") if line)
    found = read_debits(data)
    assert [bare(one) for one in found.debits] == [bare(one) for one in debits]
    assert (found.collector, found.month_day) == (CITY, "1130")
    for variant in (data.replace(b"\r\n", b"\n"), data.replace(b"\r\n", b""), data + b"\x1a"):
        assert read_debits(variant).debits[: len(debits)] == tuple(
            one for one in read_debits(variant).debits
        )
        assert [bare(one) for one in read_debits(variant).debits] == [bare(one) for one in debits]


@settings(max_examples=50)
@given(st.lists(st.builds(Payout, ACCOUNTS, st.integers(1, 10**9), digits(12)), max_size=6))
def test_payouts_come_back_as_they_were(payouts):
    assert list(read_payouts(write_payouts(CITY, ON, payouts))) == payouts


@pytest.fixture
def lines():
    account = Account("0005", "123", "1", "0001234", "ﾄﾓｼ ｱｶﾘ")
    debits = [Debit(account, 1200, "A1"), Debit(account, 300, "A2", result="1")]
    return write_debits(CITY, ON, debits, with_results=True).split(b"\r\n")[:-1]


def read(lines):
    return read_debits(b"\r\n".join(lines))


@pytest.mark.parametrize(
    ("spoil", "line", "words"),
    [
        (lambda ls: ls.__setitem__(1, ls[1][:-1]), 2, "119バイト"),
        (lambda ls: ls.__setitem__(1, b"5" + ls[1][1:]), 2, "データ区分"),
        (lambda ls: ls.__setitem__(1, ls[1].replace(b"0001234", b"00012x4")), 2, "口座番号"),
        (lambda ls: ls.__setitem__(2, ls[2].replace("ｱ".encode("cp932"), b"\x82")), 3, "預金者名"),
        (lambda ls: ls.__setitem__(2, ls[2][:-9] + b"7" + ls[2][-8:]), 3, "振替結果コード7"),
        (lambda ls: ls.pop(0), 4, "記録の順"),
        (lambda ls: ls.pop(), 4, "記録の順"),
        (lambda ls: ls.__setitem__(0, b"121" + ls[0][3:]), 1, "種別コード"),
    ],
)
def test_a_broken_record_is_named_by_its_line(lines, spoil, line, words):
    spoil(lines)
    with pytest.raises(RecordBroken) as caught:
        read(lines)
    assert caught.value.message.ja.startswith(f"{line}行目"), caught.value.message.ja
    assert words in caught.value.message.ja


def test_totals_must_agree(lines):
    del lines[1]
    with pytest.raises(TotalsDiffer, match="合計件数"):
        read(lines)


def test_an_empty_file_is_refused():
    with pytest.raises(RecordBroken):
        read_debits(b"")
    with pytest.raises(RecordBroken):
        read_payouts(b"")


@pytest.mark.parametrize(
    ("written", "there"),
    [
        ("ともし あかり", "ﾄﾓｼ ｱｶﾘ"),
        ("キョウコ・ショップ", "ｷﾖｳｺ.ｼﾖﾂﾌﾟ"),
        ("がぎぐ ヴィーナス", "ｶﾞｷﾞｸﾞ ｳﾞｲ-ﾅｽ"),
        ("ﾄﾓｼ", "ﾄﾓｼ"),
        ("カ）ミナト", "ｶ)ﾐﾅﾄ"),
        ("abc 12", "ABC 12"),
    ],
)
def test_names_are_written_in_the_signs_of_banks(written, there):
    assert bank_name(written) == there
    assert bank_name(there) == there


def test_long_marks_and_blanks_do_not_make_another_name():
    assert same_bank_name("スーパー ミナト", "ス-パ-ミナト")
    assert not same_bank_name("トモシ アカリ", "トモシ ヒカリ")


def test_kanji_are_refused_with_the_sign_named():
    with pytest.raises(NameUnwritable, match="灯") as caught:
        bank_name("灯 アカリ")
    assert "灯" in caught.value.message.ja


@pytest.mark.parametrize(
    ("part", "value", "words"),
    [("bank", "12", "銀行番号"), ("branch", "1234", "支店番号"), ("number", "x", "口座番号"),
     ("kind", "7", "預金の種類"), ("holder", "", "名義"), ("bank", "0000", "銀行番号")],
)  # fmt: skip
def test_an_account_without_its_shape_is_refused(part, value, words):
    typed = {"bank": "0005", "branch": "123", "kind": "1", "number": "1234567", "holder": "トモシ"}
    with pytest.raises(AccountWrong) as caught:
        read_account(**{**typed, part: value})
    assert words in caught.value.message.ja


def test_a_short_account_number_is_filled_and_width_does_not_matter():
    account = read_account(
        bank="０００５", branch="123", kind="1", number="１２-３４", holder="ともし"
    )
    assert account == Account("0005", "123", "1", "0001234", "ﾄﾓｼ")


CODES = st.builds(
    Reported, no=st.just(0), kind=st.sampled_from(["provisional", "final", "cancelled"]),
    key=digits(44), yen=st.just(0), paid_on=st.dates(date(2000, 1, 1), date(2099, 1, 1)),
    trace=st.just("0930/C00001/S000001"),
)  # fmt: skip


@settings(max_examples=30)
@given(st.lists(CODES, max_size=5))
def test_store_reports_come_back_as_they_were(rows):
    rows = [
        Reported(n, one.kind, one.key, int(one.key[37:43]), one.paid_on, one.trace)
        for n, one in enumerate(rows, start=2)
    ]
    found = list(read_convenience(write_convenience(ON, rows)))
    assert [(f.no, f.kind, f.key, f.yen, f.paid_on) for f in found] == [
        (r.no, r.kind, r.key, r.yen, r.paid_on) for r in rows
    ]
    assert all(f.trace == f"{f.paid_on:%Y%m%d}/0930/C00001/S000001" for f in found)


def test_a_store_report_without_end_or_with_other_totals_is_refused():
    row = Reported(2, "final", "9" * 44, 999_999, ON, "0930/C00001/S000001")
    lines = write_convenience(ON, [row]).split(b"\r\n")[:-1]
    with pytest.raises(RecordBroken, match="末尾"):
        list(read_convenience(b"\r\n".join(lines[:-1])))
    with pytest.raises(TotalsDiffer):
        list(read_convenience(b"\r\n".join([lines[0], lines[1], lines[1], *lines[2:]])))
    with pytest.raises(RecordBroken, match="2行目"):
        list(read_convenience(b"\r\n".join([lines[0], lines[1][:1] + b"09" + lines[1][3:]])))


def test_tables_are_read_in_shift_jis_and_utf_8():
    text = '収納機関番号,納付番号,確認番号,納付区分,納付金額,納付日,取扱番号\r\n13201,0012,123456,001,"1,200",2026/11/20,T1\r\n'
    for encoding in ("cp932", "utf-8", "utf-8-sig"):
        (one,) = read_eltax(text.encode(encoding))
        assert (one.key, one.yen, one.paid_on) == (
            "13201/0012/123456/001",
            1200,
            date(2026, 11, 20),
        )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("入金日,金額\n", "振込人"),
        ("入金日,金額,振込人,摘要,取扱番号\n2026-11-20,abc,トモシ,,\n", "2行目"),
        ("入金日,金額,振込人,摘要,取扱番号\n2026-13-20,1,トモシ,,\n", "日付"),
        ("入金日,金額,振込人,摘要,取扱番号\n2026-11-20,1,灯,,\n", "灯"),
        ("入金日,金額,振込人,摘要,取扱番号\n2026-11-20,1,トモシ\n", "列の数"),
    ],
)
def test_a_broken_table_is_refused_with_its_line(text, words):
    with pytest.raises(RecordBroken) as caught:
        list(read_deposits(text.encode()))
    assert words in caught.value.message.ja


def test_bytes_of_no_known_code_are_refused():
    with pytest.raises(RecordBroken, match="Shift_JIS"):
        list(read_deposits(b"\x82\xa0\x81"))
