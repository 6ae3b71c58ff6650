# SPDX-License-Identifier: Apache-2.0
"""Fill an office that was just prepared: procedures, clerks, cases. Runs in the office's process."""

import argparse
import json
import os
import random
import time
from base64 import b64encode
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.figures import print_table

CLERKS = 1_150
PASSWORD = "asanagi-minato-2026"
WARM_UP = "warmup"
STEP = 2_500
CASES_PER_PERSON = 8
SHARES = {
    "citizens": 0.26, "tax": 0.13, "environment": 0.12, "water": 0.09, "child-support": 0.12,
    "elderly-care": 0.09, "disaster": 0.04, "roads": 0.06, "industry": 0.05, "personnel": 0.04,
}  # fmt: skip


def main() -> None:
    """Read the options and seed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, required=True)
    parser.add_argument("--on", type=date.fromisoformat, required=True)
    options = parser.parse_args()
    import django

    django.setup()
    began = time.perf_counter()
    steps: list[tuple[str, str]] = []

    def note(what: str) -> None:
        nonlocal began
        steps.append((what, f"{time.perf_counter() - began:.1f}"))
        print(f"  {what}: {steps[-1][1]} s", flush=True)
        began = time.perf_counter()

    publish()
    note("procedures published")
    make_clerks()
    note(f"{CLERKS} clerks appointed")
    (load_postgresql if is_postgresql() else load_sqlite)(options.cases, options.on, note)
    print_table(f"Seeding {options.cases:,} cases", ("step", "s"), steps)


def is_postgresql() -> bool:
    """Whether the office's database is PostgreSQL."""
    from django.db import connection

    return connection.vendor == "postgresql"


def publish() -> None:
    """Publish the measured procedures."""
    from benchmarks.cases.procedures import pack_set
    from madoguchi.engines.cases.api import publish_packs
    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.kernel.clock import now
    from madoguchi.platform.screens.city import current_city

    publish_packs(packs=pack_set(current_city()), actor=SYSTEM, at=now())


def make_clerks() -> None:
    """Make the clerks' accounts with one password, and give each a post; every sixth decides."""
    from django.conf import settings

    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.kernel.clock import now
    from madoguchi.platform.identity.api import User, create_staff
    from madoguchi.platform.organisation.models import Appointment, Post
    from madoguchi.platform.organisation.version import touch

    first = create_staff(
        login="clerk0000", display_name="計測 職員0", password=PASSWORD, actor=SYSTEM, at=now()
    )
    posts = {(p.section.key, p.key): p for p in Post.objects.select_related("section")}
    sections = [key for key, share in SHARES.items() for _ in range(round(share * CLERKS))]
    users, appointments, listed = [first], [], []
    for n, section in enumerate(sections[:CLERKS]):
        if n:
            users.append(
                User(
                    kind=User.Kind.STAFF, login=f"clerk{n:04}", display_name=f"計測 職員{n}",
                    password=first.password, joined_at=now(),
                )
            )  # fmt: skip
        user, decides = users[-1], n % 6 == 0
        post = posts[section, "deputy" if decides else "counter"]
        appointments.append(Appointment(staff_ref=user.ref, post=post, from_on=date(2020, 4, 1)))
        listed.append((section, user.ref, user.display_name, user.login, decides))
    users.append(_warm_up_clerk(first.password))
    post = posts["citizens", "deputy"]
    appointments.append(Appointment(staff_ref=users[-1].ref, post=post, from_on=date(2020, 4, 1)))
    User.objects.bulk_create(users[1:])
    Appointment.objects.bulk_create(appointments)
    touch()
    (Path(settings.HOME) / "clerks.json").write_text(json.dumps(listed, ensure_ascii=False))


def _warm_up_clerk(password: str) -> Any:
    """One more, who opens each kind of page before the clerks come."""
    from madoguchi.kernel.clock import now
    from madoguchi.platform.identity.api import User

    return User(
        kind=User.Kind.STAFF, login=WARM_UP, display_name="計測 準備", password=password,
        joined_at=now(),
    )  # fmt: skip


def load_postgresql(cases: int, on: date, note: Any) -> None:
    """Two processes make and COPY rows; the indexes follow."""
    from django.db import connection

    from benchmarks.cases.bulk_postgresql import vacuum, without_indexes
    from benchmarks.cases.rows import COLUMNS

    address = os.environ["DATABASE_URL"]
    connection.close()
    workers = min(os.cpu_count() or 1, 8)
    with without_indexes(address, tuple(COLUMNS)):
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            parts = [
                pool.submit(copy_part, cases // workers, on, (n, workers), address)
                for n in range(workers)
            ]
            serials = [part.result() for part in parts]
        note("rows made and copied")
    note("indexes and constraints")
    settle(serials)
    vacuum(address)
    note("counters, VACUUM ANALYZE")


def copy_part(
    count: int, on: date, part: tuple[int, int], address: str
) -> dict[tuple[str, int], int]:
    """One process's share of the cases; returns the letter numbers given."""
    import django

    django.setup()
    import psycopg

    from benchmarks.cases.bulk_postgresql import copy_rows
    from benchmarks.cases.rows import COLUMNS

    with psycopg.connect(address) as connection:
        connection.execute("SET TIME ZONE 'UTC'")
        connection.execute("SET synchronous_commit = off")
        return make_all(count, on, part, lambda rows: copy_rows(connection, rows, COLUMNS))


def load_sqlite(cases: int, on: date, note: Any) -> None:
    """One process, one transaction."""
    from django.db import connection, transaction

    from benchmarks.cases.bulk_sqlite import insert_rows
    from benchmarks.cases.rows import COLUMNS

    with transaction.atomic():
        serials = make_all(cases, on, (0, 1), lambda rows: insert_rows(rows, COLUMNS))
    note("rows made and inserted")
    settle([serials])
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    note("counters, ANALYZE")


def make_all(count: int, on: date, part: tuple[int, int], store: Any) -> dict[tuple[str, int], int]:
    """Make the rows of ``count`` cases and hand them over in pieces."""
    from benchmarks.cases.check_rows import check_rows
    from benchmarks.cases.lives import Lives
    from benchmarks.cases.people import Town
    from benchmarks.cases.rows import RowMaker
    from madoguchi.platform.screens.city import current_city

    chance = random.Random(20_261_121 + part[0])
    city = current_city()
    town, lives = Town(city, chance, on=on), Lives(city.calendar, chance, on=on)
    maker = RowMaker(editions(), read_clerks(), town, reply_key=reply_key(), part=part)
    if part[0] == 0:
        check_rows(maker, lives)
    people = [maker.meet() for _ in range(max(count // CASES_PER_PERSON, 1))]
    for n in range(count):
        maker.make(lives.draw(), chance.choice(people))
        if n % STEP == STEP - 1:
            store(maker.rows)
    store(maker.rows)
    return {book: serial * part[1] + part[0] for book, serial in maker.serials.items()}


def editions() -> dict[str, Any]:
    """The published procedures, compiled."""
    from benchmarks.cases.procedures import PLANS
    from madoguchi.engines.cases.queries.editions import get_edition

    return {plan.id: get_edition(plan.id, 1) for plan in PLANS}


def read_clerks() -> dict[str, list[Any]]:
    """Section → its clerks."""
    from django.conf import settings

    from benchmarks.cases.rows import Clerk

    staff: dict[str, list[Any]] = {}
    for section, *rest in json.loads((Path(settings.HOME) / "clerks.json").read_text()):
        ref, name, login, decides = rest
        staff.setdefault(section, []).append(Clerk(ref, name, login, decides))
    return staff


def reply_key() -> str:
    """A key to which notes for applicants are sealed; nobody holds its other half."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return b64encode(X25519PrivateKey.generate().public_key().public_bytes_raw()).decode()


def settle(serials: Sequence[dict[tuple[str, int], int]]) -> None:
    """Bring counters of letters and inboxes to what the rows say, and let the database learn."""
    from madoguchi.engines.cases.api import make_ready_after_bulk
    from madoguchi.engines.cases.models import LetterCounter

    last: dict[tuple[str, int], int] = {}
    for given in serials:
        for book, serial in given.items():
            last[book] = max(last.get(book, 0), serial)
    LetterCounter.objects.bulk_create(
        LetterCounter(section=section, fiscal_year=year, last=serial)
        for (section, year), serial in last.items()
    )
    make_ready_after_bulk()


if __name__ == "__main__":
    main()
