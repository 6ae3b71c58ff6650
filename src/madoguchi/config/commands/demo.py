# SPDX-License-Identifier: Apache-2.0
"""Run a demonstration city on this machine: two zones, their workers, and the crossing."""

import argparse
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from madoguchi.config.demo.booking_dates import weeks_ahead
from madoguchi.config.demo.business_twin import business_environment, start_business_twin
from madoguchi.config.demo.card_twin import (
    card_environment,
    certificate_environment,
    start_card_twin,
    start_revocation_twin,
)
from madoguchi.config.demo.gateway_twin import gateway_environment, start_gateway_twin
from madoguchi.config.demo.invited_family import describe_letter
from madoguchi.config.demo.message_twins import (
    Ports,
    describe_channels,
    message_environment,
    start_message_twins,
)
from madoguchi.config.demo.processes import Zone, stop_all
from madoguchi.config.demo.seasons import lay_out_packs
from madoguchi.config.demo.sign_ins import describe_sign_ins, ensure_passwords
from madoguchi.config.demo.wait import wait_until_up
from madoguchi.connectors.oidc_jpki.twin.people import PIN, SIGN_PIN
from madoguchi.kernel.clock import today


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--home", type=Path, default=Path("var/demo"), help="where it keeps data")
    parser.add_argument("--portal-port", type=int, default=8000, help="citizens' address")
    parser.add_argument("--office-port", type=int, default=8001, help="staff's address")
    parser.add_argument("--card-port", type=int, default=8009, help="practice card provider")
    parser.add_argument(
        "--revocation-port", type=int, default=8010, help="practice revocation service"
    )
    parser.add_argument("--business-port", type=int, default=8011, help="practice GビズID")
    parser.add_argument(
        "--message-port", type=int, default=8020, help="practice LINE, push, mail, SMS, post"
    )
    parser.add_argument("--gateway-port", type=int, default=8012, help="practice payment provider")
    parser.add_argument("--cases", type=int, default=300, help="cases of past months to seed")
    parser.add_argument("--fresh", action="store_true", help="throw away the former demo city")
    parser.add_argument("--workers", type=int, default=2, help="server processes per zone")
    parser.add_argument("--prepare-only", action="store_true", help="seed, but do not serve")


def run(options: argparse.Namespace) -> int:
    """Prepare once, serve until interrupted."""
    home = options.home.resolve()
    if options.fresh and home.exists():
        shutil.rmtree(home)
    portal = Zone("portal", home / "portal", options.portal_port, options.portal_port)
    portal.extra |= card_environment(options.card_port)
    portal.extra |= business_environment(options.business_port)
    ports = Ports(options.message_port)
    portal.extra |= message_environment(ports, portal.home)
    portal.extra |= gateway_environment(options.gateway_port)
    office = Zone("office", home / "office", options.office_port, options.portal_port)
    authority, logs = home / "practice-cards", home / "logs"
    office.extra |= certificate_environment(authority, options.revocation_port)
    packs = str(lay_out_packs(home / "packs", day=today()))
    for zone in (portal, office):
        zone.extra["MADOGUCHI_PACKS_ROOT"] = packs
    processes: list[subprocess.Popen[bytes]] = []
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        prepare(portal, office, home=home, cases=options.cases)
        if options.prepare_only:
            return 0
        processes += [
            start_card_twin(portal, options.card_port, authority=authority, log=logs / "card.log"),
            start_message_twins(portal, ports, log=logs / "messages.log"),
            start_business_twin(portal, options.business_port, log=logs / "business.log"),
            start_gateway_twin(portal, options.gateway_port, log=logs / "gateway.log"),
            start_revocation_twin(
                options.revocation_port, authority=authority, log=logs / "revocation.log"
            ),
        ]
        processes += serve(portal, office, home=home, workers=options.workers)
        wait_until_up(portal.port, office.port, processes=processes)
        print(welcome(portal, office, ports, home=home), flush=True)
        while not stop.wait(1.0):
            if any(process.poll() is not None for process in processes):
                print(f"A process of the demo has ended; its log is in {home / 'logs'}")
                return 1
    finally:
        stop_all(processes)
    return 0


def prepare(portal: Zone, office: Zone, *, home: Path, cases: int) -> None:
    """Make both zones ready, exchange public keys, seed; a marker file says what is done."""
    (home / "logs").mkdir(parents=True, exist_ok=True)
    side_by_side(
        partial(portal.call, "prepare", "--zone", "portal", "--quiet"),
        partial(office.call, "prepare", "--zone", "office", "--quiet"),
    )
    print("  portal and office: databases and keys are ready", flush=True)
    exchange_keys(portal, office, folder=home / "keys-out")
    print("  procedures and bookings: compiling and publishing", flush=True)
    weeks = str(weeks_ahead(home, today=today()))
    side_by_side(
        partial(office.call, "publish", "--zone", "office"),
        partial(portal.call, "publish", "--zone", "portal", "--weeks", weeks),
    )
    marker = home / "seeded"
    if not marker.exists():
        print(f"  past months: seeding people and {cases} cases", flush=True)
        ensure_passwords(home)
        where = ("--passwords", str(home))
        side_by_side(
            partial(office.call, "seed", "--zone", "office", "--cases", str(cases), *where),
            partial(portal.call, "seed", "--zone", "portal", *where),
        )
        marker.touch()
    carry(portal, office, folder=home / "crossing")


def exchange_keys(portal: Zone, office: Zone, *, folder: Path) -> None:
    """Hand each zone the other's public keys, as an operator does on a medium."""
    folder.mkdir(parents=True, exist_ok=True)

    def hand_over(giver: Zone, taker: Zone) -> None:
        file = folder / f"{giver.name}.json"
        giver.call("keys", "--zone", giver.name, "export", str(file))
        taker.call("keys", "--zone", taker.name, "import", str(file))

    side_by_side(partial(hand_over, portal, office), partial(hand_over, office, portal))


def side_by_side(*works: Callable[[], object]) -> None:
    """Do things that do not touch one another at the same time; the first error is raised."""
    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(work) for work in works]:
            done.result()


def carry(portal: Zone, office: Zone, *, folder: Path) -> None:
    """Bring what waits from the office to the portal before anything is served."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    office.call("parcels", "--zone", "office", "export", str(folder))
    portal.call("parcels", "--zone", "portal", "import", str(folder))


def serve(portal: Zone, office: Zone, *, home: Path, workers: int) -> list[subprocess.Popen[bytes]]:
    """Start the servers, the workers and the crossing."""
    logs = home / "logs"
    processes = []
    for zone in (portal, office):
        words = ("--zone", zone.name, "--port", str(zone.port), "--workers", str(workers))
        processes.append(zone.start("run", *words, log=logs / f"{zone.name}.log"))
        work = ["worker", "--zone", zone.name, *(["--messages"] if zone is portal else [])]
        processes.append(zone.start(*work, log=logs / f"{zone.name}-worker.log"))
    pull = ("parcels", "--zone", "office", "pull", "--every", "1")
    processes.append(office.start(*pull, log=logs / "crossing.log"))
    return processes


def welcome(portal: Zone, office: Zone, ports: Ports, *, home: Path) -> str:
    """What the person at the terminal reads once everything is up."""
    sign_ins = describe_sign_ins(home)
    return "\n".join(
        (
            "",
            "灯台市まどぐち is open (Todai City is fictional).",
            f"  citizens  http://127.0.0.1:{portal.port}/",
            f"  staff     http://127.0.0.1:{office.port}/",
            "",
            sign_ins,
            "  a second factor is offered to staff, not required (a real city requires it); passkeys",
            f"  work at http://localhost:{office.port}/, not at the address of numbers",
            f"  mail to citizens, such as the link of a sign-up, lands in {portal.home / 'mail'}",
            *describe_channels(ports),
            f"  納税証明 asks for a My Number Card: each practice card has the PIN {PIN}",
            f"  転出届 asks for a signature: the password of each practice card is {SIGN_PIN}",
            *filter(None, [describe_letter(home)]),
            f"  logs in {home / 'logs'}; stop with Ctrl-C",
        )
    )
