# SPDX-License-Identifier: Apache-2.0
"""Do the walls hold, each alone, and is what takes too much given up on?"""

import os
import subprocess
import sys
import textwrap

import pytest

from madoguchi.platform.files.sanitising import caged, system_calls
from madoguchi.platform.files.sanitising.cage import LANDLOCK, NAMESPACES, SECCOMP
from madoguchi.platform.files.sanitising.caged import run_caged
from madoguchi.platform.files.sanitising.limits import MEGABYTE, Limits
from madoguchi.platform.files.sanitising.tests.good_files import pdf, picture

HEAD = """
import ctypes, os, socket, subprocess, sys
from madoguchi.platform.files.sanitising.cage import shut_in
from madoguchi.platform.files.sanitising.limits import Limits
libc = ctypes.CDLL(None, use_errno=True)
walls = shut_in(Limits(), walls={walls!r})
def tried(action):
    try:
        action()
    except (OSError, PermissionError) as problem:
        return "refused"
    return "done"
"""


def inside(words, walls):
    """What a process prints that tries something behind these walls."""
    source = HEAD.format(walls=tuple(walls)) + textwrap.dedent(words)
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, timeout=60,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def standing():
    return set(inside("print(*walls)", [NAMESPACES, LANDLOCK, SECCOMP]))


RAW_SOCKET = """
def dial():
    line = libc.socket(2, 1, 0)
    if line < 0:
        raise OSError
    address = (2).to_bytes(2, "little") + (53).to_bytes(2, "big") + bytes([127, 0, 0, 1]) + bytes(8)
    if libc.connect(line, address, 16) < 0:
        raise OSError
print(tried(dial))
"""
"""Past the interpreter: straight to the C library, as an intruder would."""


@pytest.mark.parametrize("walls", [[NAMESPACES], [SECCOMP], [LANDLOCK], []])
def test_each_wall_or_the_fall_back_stops_a_connection(walls):
    import socket

    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        assert inside(RAW_SOCKET.replace("(53)", f"({port})"), walls) == ["refused"]


def test_without_namespaces_and_seccomp_the_fall_back_says_so():
    assert inside("print(*walls)", [])[-1] == "frozen"
    assert inside("print(libc.open(b'/etc/passwd', 0), libc.dup(0))", []) == ["-1", "-1"]


@pytest.mark.parametrize(
    ("wall", "words"),
    [
        (SECCOMP, "lambda: check(libc.fork())"),
        (SECCOMP, "lambda: check(libc.execve(b'/bin/true', None, None))"),
        (SECCOMP, "lambda: check(libc.open(b'/dev/null', 1))"),
        (SECCOMP, "lambda: check(libc.open(b'new', 0o102, 0o600))"),
        (SECCOMP, "lambda: check(libc.unlink(b'/etc/passwd'))"),
        (SECCOMP, "lambda: check(libc.kill(1, 0))"),
        (SECCOMP, "lambda: check(libc.ptrace(0, 0, 0, 0))"),
        (SECCOMP, "lambda: check(libc.prctl(4, 1, 0, 0, 0))"),
        (LANDLOCK, "lambda: check(libc.open(b'/etc/passwd', 0))"),
        (LANDLOCK, "lambda: check(libc.open(SECRET, 0))"),
        (LANDLOCK, "lambda: check(libc.open(b'/proc/1/environ', 0))"),
    ],
)
def test_what_an_intruder_would_try_is_refused(wall, words, tmp_path):
    if wall not in standing():
        pytest.skip(f"this machine has no {wall}")
    secret = tmp_path / "keys.json"
    secret.write_text("secret", encoding="utf-8")
    source = f"""
    SECRET = {bytes(secret)!r}
    def check(result):
        if result < 0:
            raise OSError
    print(tried({words}))
    """
    assert inside(source, [wall]) == ["refused"]


def test_a_slip_of_our_own_is_refused_by_the_interpreter():
    assert inside("print(tried(socket.socket))", []) == ["refused"]
    assert inside("print(tried(lambda: subprocess.run(['true'])))", []) == ["refused"]


def test_all_walls_stand_on_this_machine():
    assert {"limits"} <= standing()
    assert standing() & {NAMESPACES, SECCOMP, "frozen"}


def test_the_filter_lists_nothing_that_opens_a_way_out():
    forbidden = {"socket", "connect", "execve", "fork", "clone", "clone3", "ptrace", "kill", "bpf",
                 "io_uring_setup", "unlink", "rename", "mount", "prctl", "setns", "sendto"}  # fmt: skip
    for _, calls in system_calls._MACHINES.values():
        assert not forbidden & set(calls)
        program = system_calls.write_program(1, calls)
        assert program[-1][3] == system_calls._REFUSE
        assert len(program) < 4096


@pytest.mark.parametrize(
    ("limits", "content"),
    [
        (Limits(wall_seconds=0.01), pdf(1)),
        (Limits(output_bytes=10), picture("PNG")),
        (Limits(memory_bytes=120 * MEGABYTE), picture("PNG", size=(6_000, 6_000))),
        (Limits(cpu_seconds=1), pdf(1)),
    ],
)
def test_what_takes_too_much_is_given_up_on(limits, content):
    ending = "pdf" if content.startswith(b"%PDF") else "png"
    reply = run_caged(content, "pixels", ending, limits=limits)
    if limits.cpu_seconds == 1:
        assert reply.spent.cpu_seconds < 3
    else:
        assert reply.reason in {"too_long", "too_large", "damaged"}
        assert reply.content == b""


def test_nothing_of_ours_is_in_the_environment_and_nothing_stays_behind(monkeypatch, tmp_path):
    monkeypatch.setenv("MADOGUCHI_SECRET_KEY", "secret")
    monkeypatch.setenv("DATABASE_URL", "secret")
    assert "secret" not in caged._environment("/x").values()
    monkeypatch.setattr(caged, "_MEMORY_FOLDER", str(tmp_path))
    assert run_caged(picture("PNG"), "structural", "png").reason is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "answer",
    [b"", b"\0\0\0\5", b"\xff\xff\xff\xff{}", b"\0\0\0\2{}x", b"\0\0\0\4nullx",
     b'\0\0\0\x5f{"walls":[],"ending":"pdf","pages":"x","removed":{}}'.ljust(120) + b"x"],
)  # fmt: skip
def test_an_answer_that_lies_is_not_believed(answer):
    reply = caged._read_answer(answer, caged.Spent(), Limits())
    assert reply.reason in {"too_long", "damaged"}
    assert reply.content == b""
