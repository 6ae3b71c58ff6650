# SPDX-License-Identifier: Apache-2.0
"""Do letters arrive readable, are refusals understood, and does what comes back find its delivery?"""

import logging
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.connectors.arrivals.book import Book
from madoguchi.connectors.arrivals.running import in_thread
from madoguchi.connectors.mail.drop import take_returned
from madoguchi.connectors.mail.letter import AddressUnusable, Sender, write_letter
from madoguchi.connectors.mail.line import Server
from madoguchi.connectors.mail.provider import MailProvider
from madoguchi.connectors.mail.return_path import read_return_path, write_return_path
from madoguchi.connectors.mail.returned import read_returned
from madoguchi.connectors.mail.twin.returning import put_away_note
from madoguchi.connectors.mail.twin.sink import Sink, SmtpServer
from madoguchi.engines.messaging.ports import Outgoing
from madoguchi.kernel.ids import new_id

SENDER = Sender("灯台市", "notice@city.example")
AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def seal(text):
    return sha256(b"only here" + text.encode()).digest()


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    sink = Sink(Book("mail"), drop=tmp_path_factory.mktemp("drop"))
    server = SmtpServer(sink)
    with in_thread(server):
        yield sink, server.port


@pytest.fixture
def sink(running):
    known, _ = running
    known.book.forget()
    known.book.switch({})
    for path in known.drop.glob("new/*"):
        path.unlink()
    return known


@pytest.fixture
def provider(running, sink):
    one = MailProvider(Server("127.0.0.1", running[1]), SENDER, seal, clock=lambda: AT)
    yield one
    one.close()


def letter_to(address, **more):
    values = {
        "subject": "図書館からのお知らせ",
        "text": "予約した本が届きました。\n\n一週間のうちにお越しください。",
    }
    return Outgoing(new_id(), address, **(values | {"link": "https://city.example/i/1"} | more))


def outcomes(sent):
    return [one.outcome for one in sent]


def test_a_batch_goes_over_one_connection_and_is_read(sink, provider):
    batch = [letter_to(f"p{n}@example.jp") for n in range(50)]
    assert outcomes(provider.send(batch, retry_key=new_id())) == ["accepted"] * 50
    figures = sink.book.figures(with_counts=True)
    assert set(figures["counts"]) == {str(one.delivery_id) for one in batch}
    assert (figures["misused"], sink.book.last[0]["subject"]) == ([], "図書館からのお知らせ")
    assert "一週間のうちに" in sink.book.last[0]["text"]
    assert len(provider._lines._free) == 1
    provider.check()


def test_each_refusal_means_what_the_server_said(sink, provider):
    batch = [letter_to(f"{who}@example.jp") for who in ("unknown", "full", "grey", "fine")]
    sent = provider.send(batch, retry_key=new_id())
    assert outcomes(sent) == ["permanent", "temporary", "temporary", "accepted"]
    assert [one.detail for one in sent] == ["550 5.1.1", "452 4.2.2", "451 4.7.1", ""]
    assert outcomes(provider.send(batch[2:3], retry_key=new_id())) == ["accepted"]


def test_a_server_that_closes_leaves_the_rest_for_later(sink, provider):
    sink.book.switch({"calls": -1, "status": 421, "every": 3})
    sent = provider.send([letter_to(f"p{n}@example.jp") for n in range(5)], retry_key=new_id())
    assert outcomes(sent) == ["accepted", "accepted", "temporary", "temporary", "temporary"]
    sink.book.switch({})
    assert outcomes(provider.send([letter_to("p@example.jp")], retry_key=new_id())) == ["accepted"]


def test_no_server_is_only_a_later_try(caplog):
    caplog.set_level(logging.DEBUG)
    away = MailProvider(Server("127.0.0.1", 1, password="hidden word"), SENDER, seal)
    assert outcomes(away.send([letter_to("p@example.jp")], retry_key=new_id())) == ["temporary"]
    with pytest.raises(OSError, match="refused"):
        away.check()
    assert "hidden word" not in caplog.text
    assert "p@example.jp" not in caplog.text


@pytest.mark.parametrize(
    "bad", ["", "x", "a@b@c", "a b@example.jp", "a@例え.jp", "a@x.jp\r\nBcc: b@x.jp", "<a@x.jp>"]
)
def test_an_address_that_is_none_stops_nobody_else(provider, bad):
    sent = provider.send([letter_to(bad), letter_to("fine@example.jp")], retry_key=new_id())
    assert outcomes(sent) == ["permanent", "accepted"]


def test_a_letter_is_made_for_people_and_for_machines():
    unsubscribe = {
        "List-Unsubscribe": "<https://city.example/u/1>",
        "X-Evil": "no",
        "From": "x@y.z",
    }
    one = letter_to(
        "akari@example.jp", subject="題\nBcc: everyone@example.jp", text="<b>文</b>", headers=unsubscribe,
        attachments=[("予約.ics", "text/calendar; charset=utf-8", b"BEGIN:VCALENDAR\r\n")],
    )  # fmt: skip
    content = write_letter(one, SENDER, at=AT)
    assert max(content) < 128
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    read = message_from_bytes(content, policy=default)
    assert read["Message-ID"] == f"<{one.delivery_id}@city.example>"
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (read["Auto-Submitted"], read["List-Id"]) == ("auto-generated", "<notices.city.example>")
    assert read["Bcc"] is None
    assert read["X-Evil"] is None
    assert read["From"].addresses[0].addr_spec == SENDER.address
    page = read.get_body(("html",)).get_content()
    assert '<html lang="ja">' in page
    assert "&lt;b&gt;" in page
    assert 'href="https://city.example/i/1"' in page
    (calendar,) = read.iter_attachments()
    assert (calendar.get_filename(), calendar.get_content_type()) == ("予約.ics", "text/calendar")
    assert read["Subject"] == "題 Bcc: everyone@example.jp"
    assert write_letter(one, SENDER, at=AT) == content


def test_what_comes_back_finds_its_delivery(sink, provider):
    batch = [letter_to(f"{who}@example.jp") for who in ("bounce", "soft", "complain", "fine")]
    assert outcomes(provider.send(batch, retry_key=new_id())) == ["accepted"] * 4
    put_away_note(sink.drop, back=write_return_path(batch[3].delivery_id, "city.example", seal))
    noted = []
    assert take_returned(sink.drop, seal, noted.append) == 3
    kinds = {one.delivery_id: (one.kind, one.status) for one in noted}
    assert [kinds.get(one.delivery_id) for one in batch] == [
        ("hard", "5.1.1"), ("soft", "5.2.2"), ("complaint", ""), None,
    ]  # fmt: skip
    assert take_returned(sink.drop, seal, noted.append) == 0
    assert list(sink.drop.glob("new/*")) == []


def test_nobody_can_return_what_we_did_not_send(sink, provider):
    one = letter_to("bounce@example.jp")
    provider.send([one], retry_key=new_id())
    (report,) = sink.drop.glob("new/*")
    content = report.read_bytes()
    assert read_returned(content, seal) is not None
    assert read_returned(content, lambda text: b"another key" * 3) is None
    report.rename(sink.drop / "outside")
    report.symlink_to(sink.drop / "outside")
    assert take_returned(sink.drop, seal, [].append) == 0
    report.unlink()
    (sink.drop / "outside").unlink()


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(content):
    assert read_returned(content, seal) is None


@given(st.uuids())
def test_a_return_path_is_read_back_and_fits(number):
    written = write_return_path(number, "city.example", seal)
    assert read_return_path(written.upper().replace("BOUNCE", "bounce"), seal) == number
    assert len(written.partition("@")[0]) <= 64
    assert read_return_path(written.replace(".", ".0", 1)[:-1], seal) is None


@given(st.text(max_size=60), st.text(max_size=200), st.text(max_size=60))
def test_no_words_break_a_letter(subject, words, address):
    try:
        content = write_letter(letter_to(address, subject=subject, text=words), SENDER, at=AT)
    except AddressUnusable:
        content = write_letter(letter_to("a@b.jp", subject=subject, text=words), SENDER, at=AT)
    assert max(content) < 128
    read = message_from_bytes(content, policy=default)
    assert [part.get_content_type() for part in read.walk()][1:] == ["text/plain", "text/html"]
    assert len(read.keys()) == 10
