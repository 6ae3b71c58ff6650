# SPDX-License-Identifier: Apache-2.0
"""Tasks for the tests: each leaves a line in a file, so that runs can be counted."""

import os
import signal
import time
from pathlib import Path

from django.db import connection
from django_tasks import task

from madoguchi.platform.jobs.models import Job
from madoguchi.platform.jobs.tasks import GiveUp


@task()
def note(path, line="ran"):
    with Path(path).open("a") as file:
        file.write(f"{line}\n")
    return {"line": line}


@task()
def note_slowly(path, seconds):
    with Path(path).open("a") as file:
        file.write("begun\n")
    time.sleep(seconds)
    with Path(path).open("a") as file:
        file.write("done\n")


@task(max_attempts=3)
def stumble(secret):
    raise ValueError(f"cannot read {secret}")


@task()
def give_up():
    raise GiveUp("the address does not exist")


@task(takes_context=True)
def tell_attempt(context, factor):
    return context.attempt * factor


@task()
def break_off_the_database():
    connection.close()
    return Job.objects.count()


@task()
def count_up(path):
    with Path(path).open("a") as file:
        file.write(".")


@task()
def linger(path, seconds):
    with Path(path).open("a") as file:
        file.write("begun ")
    time.sleep(seconds)
    with Path(path).open("a") as file:
        file.write("done ")


@task()
def kill_the_worker():
    os.kill(os.getpid(), signal.SIGKILL)
