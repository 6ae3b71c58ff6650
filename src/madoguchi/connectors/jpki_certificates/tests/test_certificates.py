# SPDX-License-Identifier: Apache-2.0
"""What is read from a certificate, and that "verified" never stands without a revocation answer."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from madoguchi.connectors.jpki_certificates.birth import BirthUnreadable, read_birth
from madoguchi.connectors.jpki_certificates.reading import (
    AUTHENTICATION_POLICIES,
    SIGNATURE_POLICIES,
    TEST_SIGNATURE_POLICIES,
    CertificateUnreadable,
    Policies,
    read_certificate,
)
from madoguchi.connectors.jpki_certificates.twin.authority import Authority, new_key, utf8
from madoguchi.connectors.jpki_certificates.verifying import Verdict, verify

AT = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
SIGNS, SIGNS_IN = tuple(SIGNATURE_POLICIES), tuple(AUTHENTICATION_POLICIES)
KEY = new_key()
TOLD = {
    1: utf8("灯 あかり"),
    3: utf8("2"),
    4: utf8("319880412"),
    5: utf8("灯台県灯台市灯川東二丁目8番5号 あかつき荘 201 " + "長" * 60),
}


@pytest.fixture(scope="module")
def authority():
    return Authority(AT - timedelta(days=1))


@pytest.fixture
def revoked(authority):
    yield authority.revoked
    authority.revoked.clear()


def der(certificate):
    return certificate.public_bytes(Encoding.DER)


def test_a_signature_certificate_tells_the_basic_four(authority):
    told = TOLD | {2: utf8("1"), 6: utf8("2")}
    read = read_certificate(der(authority.issue(SIGNS, told, key=KEY)))
    assert read.kind == "signature"
    assert (read.named.name, read.named.gender) == ("灯 あかり", "2")
    assert read.named.birth.value.isoformat() == "1988-04-12"
    assert read.named.address.endswith("長")
    assert (read.named.name_substitute, read.named.address_substitute) == ("1", "2")
    assert "灯" not in repr(read.named)


def test_an_authentication_certificate_names_nobody(authority):
    read = read_certificate(der(authority.issue(SIGNS_IN, key=KEY)))
    assert (read.kind, read.named) == ("authentication", None)


def test_policies_of_tests_and_phones_are_taken_only_where_the_operator_adds_them(authority):
    certificate = der(authority.issue(tuple(TEST_SIGNATURE_POLICIES), TOLD, key=KEY))
    with pytest.raises(CertificateUnreadable):
        read_certificate(certificate)
    assert read_certificate(certificate, Policies(signature=TEST_SIGNATURE_POLICIES)).named


@pytest.mark.parametrize(
    ("policies", "told"),
    [
        (("1.2.3.4",), TOLD),
        ((*SIGNS, *SIGNS_IN), TOLD),
        (SIGNS, None),
        *[(SIGNS, {k: v for k, v in TOLD.items() if k != gone}) for gone in TOLD],
        (SIGNS, TOLD | {1: b"\x13\x01A"}),
        (SIGNS, TOLD | {1: b"\x0c\x02\xff\xfe"}),
    ],
)
def test_what_is_not_whole_is_refused(authority, policies, told):
    with pytest.raises(CertificateUnreadable):
        read_certificate(der(authority.issue(policies, told, key=KEY)))


@pytest.mark.parametrize("rubbish", [b"", b"0", b"\x30\x03\x02\x01\x01", b"x" * 999])
def test_rubbish_is_no_certificate(rubbish):
    with pytest.raises(CertificateUnreadable):
        read_certificate(rubbish)


@pytest.mark.parametrize(
    ("written", "value", "precision", "text"),
    [
        ("319880412", "1988-04-12", "day", "昭和63年4月12日"),
        ("319890107", "1989-01-07", "day", "昭和64年1月7日"),
        ("520190501", "2019-05-01", "day", "令和元年5月1日"),
        ("319400300", None, "month", "昭和15年3月日不詳"),
        ("319400000", None, "year", "昭和15年月日不詳"),
        ("000000000", None, "unknown", "年月日不詳"),
        ("019880412", "1988-04-12", "day", "昭和63年4月12日"),
        ("319370230", None, "non_calendar", "昭和12年2月30日"),
    ],
)
def test_births_are_read_with_what_is_unknown_in_them(written, value, precision, text):
    read = read_birth(written)
    day = read.value.isoformat() if read.value else None
    assert (day, read.precision, read.text) == (value, precision, text)


@pytest.mark.parametrize(
    "written",
    ["", "19880412", "619880412", "3198804123", "３19880412", "319881312", "319880041",
     "300000000", "319400012", "320200101", "518000101", "abcdefghi"],
)  # fmt: skip
def test_births_that_do_not_fit_are_refused(written):
    with pytest.raises(BirthUnreadable):
        read_birth(written)


def test_without_an_answer_nothing_is_verified(authority):
    certificate = authority.issue(SIGNS_IN, key=KEY)
    assert verify(certificate, [authority.issuer], at=AT).state == "revocation_unknown"


def test_an_answer_verifies_or_revokes(authority, revoked):
    good, bad = (authority.issue(SIGNS_IN, key=KEY) for _ in range(2))
    revoked.add(bad.serial_number)
    crl = authority.list_revoked(at=AT)
    for one, state, gone in ((good, "verified", None), (bad, "revoked", AT)):
        answer = authority.answer(one, at=AT)
        by_ocsp = verify(one, [authority.issuer], at=AT, ocsp_answer=answer)
        assert by_ocsp == Verdict(state, "ocsp", AT, gone)
        assert verify(one, [authority.issuer], at=AT, crl=crl) == Verdict(state, "crl", AT, gone)


def test_revoked_by_one_answer_counts_before_good_by_the_other(authority, revoked):
    certificate = authority.issue(SIGNS_IN, key=KEY)
    answer = authority.answer(certificate, at=AT)
    revoked.add(certificate.serial_number)
    crl = authority.list_revoked(at=AT)
    found = verify(certificate, [authority.issuer], at=AT, ocsp_answer=answer, crl=crl)
    assert found.state == "revoked"


@pytest.mark.parametrize("hours", [-1, 25])
def test_an_answer_of_another_time_says_nothing(authority, hours):
    certificate = authority.issue(SIGNS_IN, key=KEY)
    answer, crl = authority.answer(certificate, at=AT), authority.list_revoked(at=AT)
    at = AT + timedelta(hours=hours)
    found = verify(certificate, [authority.issuer], at=at, ocsp_answer=answer, crl=crl)
    assert found.state == "revocation_unknown"


def answer_of_another_authority(certificate):
    """Signed well, but by somebody whom nobody trusts."""
    other = Authority(AT - timedelta(days=1))
    return other.answer(certificate, at=AT)


def changed_at_the_end(answer):
    """One bit of the signature is another."""
    return answer[:-1] + bytes([answer[-1] ^ 1])


def test_answers_on_others_by_others_or_of_unknown_say_nothing(authority):
    certificate, other = (authority.issue(SIGNS_IN, key=KEY) for _ in range(2))
    stranger = new_key()
    not_appointed = authority.responder(stranger, appointed=False)
    answers = [
        authority.answer(other, at=AT),
        authority.answer(certificate, at=AT, known=False),
        answer_of_another_authority(certificate),
        changed_at_the_end(authority.answer(certificate, at=AT)),
        authority.answer(certificate, at=AT, signer=(stranger, not_appointed)),
        b"rubbish",
    ]
    for answer in answers:
        found = verify(certificate, [authority.issuer], at=AT, ocsp_answer=answer)
        assert found.state == "revocation_unknown"
    forged = authority.list_revoked(at=AT, key=stranger)
    assert verify(certificate, [authority.issuer], at=AT, crl=forged).state == "revocation_unknown"


def test_an_appointed_responder_may_answer(authority):
    certificate, key = authority.issue(SIGNS_IN, key=KEY), new_key()
    answer = authority.answer(certificate, at=AT, signer=(key, authority.responder(key)))
    found = verify(certificate, [authority.issuer], at=AT, ocsp_answer=answer)
    assert found.state == "verified"


def test_expired_and_foreign_certificates_are_told_apart(authority):
    certificate = authority.issue(SIGNS_IN, key=KEY, days=2)
    late = AT + timedelta(days=3)
    answer = authority.answer(certificate, at=late)
    found = verify(certificate, [authority.issuer], at=late, ocsp_answer=answer)
    assert found.state == "expired"
    stranger = Authority(AT - timedelta(days=1))
    foreign = stranger.issue(SIGNS_IN, key=KEY)
    answer = stranger.answer(foreign, at=AT)
    assert verify(foreign, [authority.issuer], at=AT, ocsp_answer=answer).state == "untrusted"
    assert verify(foreign, [], at=AT, ocsp_answer=answer).state == "untrusted"
    assert verify(certificate, [authority.root], at=AT).state == "untrusted"
