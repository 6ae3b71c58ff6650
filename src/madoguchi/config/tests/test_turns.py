# SPDX-License-Identifier: Apache-2.0
"""Does a slow sender hold up the others?"""

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from io import BytesIO
from pathlib import Path

import pytest

from madoguchi.config.commands.run import THREADS, server_words
from madoguchi.config.turns import TooSlow, Turns

SOURCE = Path(__file__).resolve().parents[3]


def nobody_starts(*_):
    return None


def test_a_body_is_read_as_it_was_sent():
    def echo(environ, _start):
        body = environ["wsgi.input"]
        return [body.read(3), body.readline(), *body.readlines(), body.read()]

    answer = Turns(echo)({"wsgi.input": BytesIO(b"abcdef\nghi\njk")}, nobody_starts)
    assert answer == [b"abc", b"def\n", b"ghi\n", b"jk", b""]


def test_while_one_waits_for_its_body_another_is_served():
    begun, let_go = threading.Event(), threading.Event()

    class Slow:
        def read(self, _size):
            begun.set()
            assert let_go.wait(10)
            return b""

    order = []

    def serve(environ, _start):
        environ["wsgi.input"].read()
        order.append(environ["name"])
        return []

    turns = Turns(serve)
    slow = threading.Thread(
        target=turns, args=({"wsgi.input": Slow(), "name": "slow"}, nobody_starts)
    )
    slow.start()
    assert begun.wait(10)
    turns({"wsgi.input": BytesIO(), "name": "quick"}, nobody_starts)
    let_go.set()
    slow.join()
    assert order == ["quick", "slow"]


def test_only_one_computes_at_a_time():
    inside, most = [], []

    def serve(_environ, _start):
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.002)
        inside.pop()
        return iter([b"a", b"b"])

    turns = Turns(serve)

    def go():
        answer = turns({}, nobody_starts)
        assert b"".join(answer) == b"ab"
        answer.close()

    threads = [threading.Thread(target=go) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1


def test_a_trickle_is_given_up():
    seconds = iter(range(0, 1_000, 20))

    class Trickle:
        def read(self, _size):
            return b"x"

    def serve(environ, _start):
        return [environ["wsgi.input"].read(1_000)]

    with pytest.raises(TooSlow):
        Turns(serve, clock=lambda: next(seconds))({"wsgi.input": Trickle()}, nobody_starts)


@pytest.fixture
def server(tmp_path):
    """A zone with one web process, as operators run it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "MADOGUCHI_ZONE": "core",
        "MADOGUCHI_HOME": str(tmp_path),
        "PYTHONPATH": str(SOURCE),
        "DJANGO_SETTINGS_MODULE": "madoguchi.config.settings",
    }
    (tmp_path / "static").mkdir()
    words = server_words(host="127.0.0.1", port=port, workers=1)
    process = subprocess.Popen([sys.executable, *words[1:]], env=environment)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def test_senders_who_stop_in_the_middle_do_not_stall_a_real_server(server):
    """A form of which only the first bytes ever come, from all but one of the threads."""
    stuck = []
    for _ in range(THREADS - 1):
        sender = socket.create_connection(("127.0.0.1", server))
        head = "POST /csp-report HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n"
        sender.sendall(f"{head}Content-Type: application/csp-report\r\n\r\nabc".encode())
        stuck.append(sender)
    with urllib.request.urlopen(f"http://127.0.0.1:{server}/healthz", timeout=30) as answer:
        assert answer.status == 200
    for sender in stuck:
        sender.close()
