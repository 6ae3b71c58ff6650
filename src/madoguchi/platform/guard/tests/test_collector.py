# SPDX-License-Identifier: Apache-2.0
"""Do log lines reach a collector over TLS, and nobody else, without making anybody wait?"""

import logging
import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from queue import Queue
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.x509.oid import NameOID

from madoguchi.platform.guard import collector as module
from madoguchi.platform.guard.collector import Collector


def certificate(folder, name):
    """A certificate for 127.0.0.1 that is its own authority."""
    key, now = generate_private_key(SECP256R1()), datetime.now(UTC)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / f"{name}.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )  # fmt: skip
    return path


@pytest.fixture
def far(tmp_path):
    """A collector that keeps what it hears, frame by frame; its address and its authority."""
    own, heard = certificate(tmp_path, "collector"), Queue()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    door = socket.create_server(("127.0.0.1", 0))

    def listen():
        while True:
            try:
                plain, _ = door.accept()
                with (
                    context.wrap_socket(plain, server_side=True) as line,
                    line.makefile("rb") as file,
                ):
                    while length := _length(file):
                        heard.put(file.read(length).decode())
            except ssl.SSLError:
                heard.put("no TLS that we share")
            except OSError:
                return

    Thread(target=listen, daemon=True).start()
    yield f"127.0.0.1:{door.getsockname()[1]}", own, heard
    door.close()


def _length(file):
    digits = b""
    while (sign := file.read(1)).isdigit():
        digits += sign
    return int(digits or 0)


def line(words, level=logging.WARNING):
    return logging.LogRecord("madoguchi.security", level, "", 0, words, (), None)


def test_a_line_arrives_as_syslog_over_tls(far):
    address, own, heard = far
    handler = Collector(address, authorities=str(own))
    handler.emit(line("limit reached: sign-in.address"))
    handler.emit(line("two\nlines 窓口", logging.INFO))
    first, second = heard.get(timeout=10), heard.get(timeout=10)
    assert first.startswith("<84>1 2")
    assert first.endswith("madoguchi.security: limit reached: sign-in.address")
    assert second.startswith("<86>1 2")
    assert second.endswith("two | lines 窓口")


def test_a_collector_with_another_certificate_hears_nothing(far, tmp_path):
    address, _, heard = far
    handler = Collector(address, authorities=str(certificate(tmp_path, "another")), again=0.01)
    handler.emit(line("secret to others"))
    assert heard.get(timeout=10) == "no TLS that we share"
    assert all("secret" not in heard.get(timeout=10) for _ in range(3))


def test_while_it_is_away_nobody_waits_and_the_lost_are_counted(far, monkeypatch):
    address, own, heard = far
    monkeypatch.setattr(module, "WAITING", 5)
    handler = Collector(address, authorities=str(own), again=0.05)
    right, handler._port = handler._port, 1
    began = time.monotonic()
    for number in range(50):
        handler.emit(line(f"line {number}"))
    assert time.monotonic() - began < 1
    handler._port = right
    said = [heard.get(timeout=10) for _ in range(6)]
    assert any(words.endswith("lines dropped") for words in said)
    assert any(words.endswith("line 0") for words in said)
