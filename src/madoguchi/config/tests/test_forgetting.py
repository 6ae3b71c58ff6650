# SPDX-License-Identifier: Apache-2.0
"""What was typed is gone from the portal's memory soon after the answer."""

import gc
import os
import subprocess
import sys
import time
import weakref

import pytest

from madoguchi.config.commands import run as command
from madoguchi.config.forgetting import OVERWRITE, Forgetting, overwriting

PROGRAM = """
import re, sys
def typed():
    words = "".join(("Xq7", "CANARI", "V"))
    form = {"name": [f"{words}{n:06}" for n in range(300)], "bytes": [f"{words}{n:06}".encode() * 40 for n in range(300)]}
    return len(form)
typed()
found = 0
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
    for line in maps:
        if line.split()[1].startswith("rw") and "[v" not in line:
            begin, end = (int(part, 16) for part in line.split()[0].split("-"))
            memory.seek(begin)
            page = memory.read(end - begin)
            found += len(re.findall(b"Xq7CANARI" + b"V[0-9]{6}", page))
            del page
print(found)
"""


def found_in_memory(environment):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.skipif(os.confstr("CS_GNU_LIBC_VERSION") is None, reason="needs glibc")
def test_freed_memory_is_overwritten():
    plain = {k: v for k, v in os.environ.items() if k not in OVERWRITE}
    assert found_in_memory(plain) > 0
    assert found_in_memory(overwriting(plain)) == 0


def test_an_operators_own_choice_wins():
    assert overwriting({"PYTHONMALLOC": "pymalloc", "PATH": "/bin"})["PYTHONMALLOC"] == "pymalloc"
    assert overwriting({"PATH": "/bin"})["PATH"] == "/bin"


@pytest.mark.parametrize(("zone", "overwritten"), [("portal", True), ("office", False)])
def test_the_portals_server_is_started_so(monkeypatch, zone, overwritten):
    started, limits = [], []
    monkeypatch.setattr(command.os, "execve", lambda *words: started.append(words))
    monkeypatch.setattr(command, "leave_no_core", lambda: limits.append(0))
    for name in OVERWRITE:
        monkeypatch.delenv(name, raising=False)
    from madoguchi.config.cli import build_parser

    command.run(build_parser().parse_args(["run", "--zone", zone]))
    [(_, words, environment)] = started
    assert "granian" in words
    assert (environment.items() >= OVERWRITE.items()) is overwritten
    assert limits == ([0] if overwritten else [])


class Knot:
    """Refers to itself, as requests do, so that only the collector frees it."""

    def __init__(self):
        self.me = self


def test_what_refers_to_itself_is_collected_soon_after_an_answer():
    forgetting = Forgetting(rest_seconds=0.01)
    gc.disable()
    try:
        gone = weakref.ref(Knot())
        forgetting._note()
        end = time.monotonic() + 30
        while (gone() is not None or not forgetting.rounds) and time.monotonic() < end:
            time.sleep(0.01)
    finally:
        gc.enable()
    assert gone() is None
    assert forgetting.rounds >= 1


def test_it_hears_of_every_request_though_nobody_keeps_it():
    from django.core.signals import request_finished

    Forgetting(rest_seconds=0.01).listen()
    gc.collect()
    try:
        heard = [one for one in request_finished.receivers if one[0][0] == "config.forgetting"]
        assert len(heard) == 1
    finally:
        assert request_finished.disconnect(dispatch_uid="config.forgetting")
