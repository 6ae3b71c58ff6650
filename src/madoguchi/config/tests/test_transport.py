# SPDX-License-Identifier: Apache-2.0
"""Is nothing sent to another host in the clear, whatever the settings say?"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from madoguchi.config.cli import main
from madoguchi.config.commands import run as command
from madoguchi.config.settings import transport
from madoguchi.config.settings.database import databases
from madoguchi.platform.backup.snapshots import address_of, connection_words

SOURCE = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("host", "here"),
    [("", True), ("localhost", True), ("127.0.0.1", True), ("::1", True), ("[::1]", True),
     ("/run/postgresql", True), ("10.0.0.4", False), ("db.city.example", False), ("-", False),
     ("127.0.0.1.city.example", False), ("0.0.0.0", False)],
)  # fmt: skip
def test_this_host_is_known_by_its_own_names_only(host, here):
    assert transport.is_here(host) is here


@pytest.mark.parametrize(
    "address", ["http://portal.city.example", "ftp://x.example", "portal.example"]
)
def test_an_address_in_the_clear_is_refused(address):
    with pytest.raises(ImproperlyConfigured, match="write https"):
        transport.over_tls("X", address)
    for fine in ("https://portal.city.example", "http://127.0.0.1:8000", "http://[::1]:9", ""):
        assert transport.over_tls("X", fine) == fine
    with pytest.raises(ImproperlyConfigured, match="in the clear"):
        transport.here_alone("MADOGUCHI_CLAMD", "scanner.city.example:3310")
    for fine in ("127.0.0.1:3310", "/run/clamav/clamd.ctl", ""):
        assert transport.here_alone("MADOGUCHI_CLAMD", fine) == fine


def test_mail_to_another_host_goes_over_tls():
    with pytest.raises(ImproperlyConfigured):
        transport.mail_over_tls("mail.city.example", wanted=False)
    assert transport.mail_over_tls("mail.city.example", wanted=True)
    assert not transport.mail_over_tls("127.0.0.1", wanted=False)


@pytest.mark.parametrize(
    ("query", "mode"),
    [("", "verify-full"), ("?sslmode=require", "require"), ("?sslmode=verify-ca", "verify-ca")],
)
def test_a_database_elsewhere_is_reached_over_tls_also_by_backups(
    monkeypatch, tmp_path, query, mode
):
    monkeypatch.setenv("DATABASE_URL", f"postgres://city:x@db.city.example/portal{query}")
    config = databases("portal", tmp_path)["default"]
    assert config["OPTIONS"]["sslmode"] == mode
    assert connection_words(config)["sslmode"] == mode
    assert f"sslmode={mode}" in address_of(config)


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer"])
def test_a_database_address_that_may_fall_back_is_refused(monkeypatch, tmp_path, mode):
    monkeypatch.setenv("DATABASE_URL", f"postgres://x@db.city.example/portal?sslmode={mode}")
    with pytest.raises(ImproperlyConfigured, match="fall back"):
        databases("portal", tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"postgres://x@127.0.0.1/portal?sslmode={mode}")
    assert databases("portal", tmp_path)["default"]["OPTIONS"]["sslmode"] == mode


@pytest.mark.parametrize(
    ("zone", "name", "value"),
    [
        ("office", "MADOGUCHI_PORTAL_URL", "http://portal.city.example"),
        ("office", "MADOGUCHI_CLAMD", "scanner.city.example:3310"),
        ("office", "MADOGUCHI_CARD_PROVIDER", "http://card.example"),
        ("portal", "MADOGUCHI_GBIZID_PROVIDER", "http://gbiz.example"),
        ("portal", "MADOGUCHI_AUDIT_WITNESS_URLS", "https://a.example,http://b.example"),
        ("portal", "DATABASE_URL", "postgres://x@db.city.example/p?sslmode=disable"),
    ],
)
def test_a_zone_does_not_start_with_such_a_setting(tmp_path, zone, name, value):
    environment = {
        **os.environ, "MADOGUCHI_ZONE": zone, "MADOGUCHI_HOME": str(tmp_path),
        "PYTHONPATH": str(SOURCE), name: value,
    }  # fmt: skip
    words = [sys.executable, "-c", "from madoguchi.config import settings"]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "ImproperlyConfigured" in done.stderr


def test_a_zone_listens_to_other_hosts_with_a_certificate_only(monkeypatch, capsys):
    started = []
    monkeypatch.setattr(command, "_become", lambda words, _: started.append(words))
    monkeypatch.setattr(command, "leave_no_core", lambda: None)
    monkeypatch.delenv("MADOGUCHI_DEMO", raising=False)
    assert main(["run", "--zone", "portal", "--host", "0.0.0.0"]) == 2
    assert "without TLS" in capsys.readouterr().err
    assert started == []
    main(["run", "--zone", "portal"])
    main(
        ["run", "--zone", "portal", "--host", "0.0.0.0", "--certificate", "c.pem", "--key", "k.pem"]
    )
    assert "--ssl-certificate" not in started[0]
    place = started[1].index("--ssl-certificate")
    assert started[1][place : place + 4] == ["--ssl-certificate", "c.pem", "--ssl-keyfile", "k.pem"]
