# SPDX-License-Identifier: Apache-2.0
"""What do the job tests share: workers as real processes on the test database, and patience."""

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection
from django.utils.module_loading import autodiscover_modules

from madoguchi.platform.jobs import periodic

WORKER = """
import sys, signal, threading
from datetime import timedelta
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
import django
django.setup()
from madoguchi.platform.jobs import worker
worker.enqueue_due, worker.find_next_round = lambda at: 0, lambda at: None
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
print("up", flush=True)
worker.run_worker(stop, lease=timedelta(seconds=float(sys.argv[2])))
"""


@pytest.fixture(autouse=True)
def _no_periodic_tasks(monkeypatch):
    """Each test says itself what comes round; every room's jobs are imported before."""
    autodiscover_modules("jobs")
    monkeypatch.setattr(periodic, "_schedules", {})


@pytest.fixture
def start_worker():
    """Start a worker process on the test database; whatever is left is killed at the end."""
    started = []

    def start(fault="", lease=1.5):
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(connection.settings_dict["NAME"]), str(lease)],
            env=os.environ
            | {"MADOGUCHI_FAULT": fault, "MADOGUCHI_HOME": str(settings.HOME), "PYTHONPATH": path},
            stdout=subprocess.PIPE,
        )
        started.append(process)
        assert process.stdout.readline() == b"up\n"
        return process

    path = os.pathsep.join(filter(None, sys.path))
    yield start
    for process in started:
        process.kill()
        process.wait(10)
        process.stdout.close()


@pytest.fixture
def until():
    """Wait for a condition, with a limit."""

    def wait(condition, seconds=20):
        ends = time.monotonic() + seconds
        while not (value := condition()):
            assert time.monotonic() < ends, "waited in vain"
            time.sleep(0.05)
        return value

    return wait
