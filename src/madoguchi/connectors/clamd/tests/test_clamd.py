# SPDX-License-Identifier: Apache-2.0
"""Does the connector find the test virus, and never take silence or a limit for clean?"""

import socket
import struct

import pytest

from madoguchi.connectors.clamd import twin
from madoguchi.connectors.clamd.scanner import Clamd
from madoguchi.platform.files import ports
from madoguchi.platform.files.ports import ScannerAway, TooLargeToScan


@pytest.fixture(params=["tcp", "unix"])
def address(request, tmp_path):
    with twin.running(
        str(tmp_path / "clamd.ctl") if request.param == "unix" else "127.0.0.1:0"
    ) as at:
        yield at


def test_it_tells_which_scanner_answers(address):
    assert Clamd(address).check() == twin.VERSION


def test_a_clean_file_is_clean(address):
    verdict = Clamd(address).scan(bytes(700_000))
    assert (verdict.virus, verdict.scanner) == ("", twin.VERSION)


def test_the_test_virus_is_found_anywhere_in_a_file(address):
    assert Clamd(address).scan(bytes(300_000) + twin.EICAR).virus == "Eicar-Test-Signature"


def test_a_file_over_the_daemons_limit_is_not_called_clean(tmp_path):
    with twin.running(most_bytes=1_000) as at, pytest.raises(TooLargeToScan) as error:
        Clamd(at).scan(bytes(5_000_000))
    assert error.value.permanent


@pytest.mark.parametrize("where", ["127.0.0.1:1", "/no/such/socket", "nonsense"])
def test_no_daemon_is_a_temporary_error(where):
    with pytest.raises(ScannerAway) as error:
        Clamd(where).check()
    assert not error.value.permanent


@pytest.mark.parametrize("words", [b"", b"stream: \0", b"stream: hello\0", b"\xff\xfe\0"])
def test_an_answer_without_sense_is_not_called_clean(words):
    with pytest.raises(ScannerAway):
        Clamd("127.0.0.1:1")._read_verdict(words.decode("utf-8", "replace"), "x")


def test_the_twin_speaks_as_clamd_does(address):
    def ask(command):
        family = socket.AF_UNIX if address.startswith("/") else socket.AF_INET
        where = (
            address if address.startswith("/") else ("127.0.0.1", int(address.rpartition(":")[2]))
        )
        with socket.socket(family) as line:
            line.connect(where)
            line.sendall(command)
            return line.makefile("rb").read()

    assert ask(b"zPING\0") == b"PONG\0"
    assert ask(b"nPING\n") == b"PONG\n"
    assert ask(b"PING\n") == b"PONG\n"
    assert ask(b"zNO\0") == b"UNKNOWN COMMAND\0"
    piece = struct.pack("!L", 4) + b"good" + struct.pack("!L", 0)
    assert ask(b"zINSTREAM\0" + piece) == b"stream: OK\0"


def test_what_is_not_scanned_says_so(address):
    try:
        ports.use_scanner(None)
        assert ports.scan(b"x") == ports.Scan("unscanned", "off")
        ports.use_scanner(Clamd("127.0.0.1:1"))
        assert ports.scan(b"x") == ports.Scan("unscanned", "away")
        ports.use_scanner(Clamd(address))
        assert ports.scan(b"x") == ports.Scan("clean", twin.VERSION)
        assert ports.scan(twin.EICAR) == ports.Scan("infected", "Eicar-Test-Signature")
    finally:
        ports.use_scanner(None)
