# SPDX-License-Identifier: Apache-2.0
"""A whole zone in a process of its own, driven by JSON lines on a socket.

``python -m madoguchi.platform.zones.tests.zone_process SOCKET`` imports everything once and then
forks one zone for each connection. Handled parcels are written to a table of their own in the
handler's transaction, so a test can count them after a kill.
"""

import importlib
import json
import os
import signal
import socket
import sys
import threading
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings
from django.db import connections
from pydantic import BaseModel

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


class Note(BaseModel):
    text: str
    fail: bool = False
    refuse: bool = False


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def configure() -> None:
    settings.configure(
        ZONE="none",
        HOME=Path("/nonexistent"),
        SECRET_KEY="test",
        ALLOWED_HOSTS=["*"],
        USE_TZ=True,
        ROOT_URLCONF="madoguchi.platform.zones.tests.urls",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=["madoguchi.platform.files", "madoguchi.platform.zones"],
        BACKUP_GENERATIONS=2,
        KEY_DAYS=730,
        MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"],
    )
    django.setup()
    for name in ("client", "key_change", "medium", "pulling", "tests.urls"):
        importlib.import_module(f"madoguchi.platform.zones.{name}")


def become(zone: str, home: Path) -> None:
    """Choose the zone, before the database is touched for the first time."""
    home.mkdir(parents=True, exist_ok=True)
    settings.ZONE, settings.HOME = zone, home
    settings.DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "db.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                "PRAGMA secure_delete=ON;",
            },
        }
    }
    connections.settings = connections.configure_settings(settings.DATABASES)
    del connections["default"]


class Zone:
    """What a test may ask of the zone."""

    def __init__(self) -> None:
        from django.core.management import call_command
        from django.db import connection

        from madoguchi.platform.crypto.keys import ensure_zone_keys
        from madoguchi.platform.zones.registry import on_unopenable, receives

        ensure_zone_keys()
        call_command("migrate", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS handled (parcel TEXT, note TEXT)")
            cursor.execute("CREATE TABLE IF NOT EXISTS asked (parcel TEXT, reason TEXT)")
        receives("test.note", Note)(self._handle)
        on_unopenable(lambda item: self._write("asked", item.header.id, item.reason))

    def serve(self) -> int:
        from django.core.wsgi import get_wsgi_application

        server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server.server_port

    def own_keys(self) -> str:
        from madoguchi.platform.crypto.keys import zone_keys
        from madoguchi.platform.crypto.peers import describe_self

        return describe_self(zone_keys()).model_dump_json()

    def trust(self, peer: str) -> None:
        from madoguchi.platform.crypto.peers import Peer, trust_peer

        trust_peer(Peer.model_validate_json(peer))

    def send(
        self, to: str, texts: list[str], ref: str = "", file: str = "", size: int = 0, **more: bool
    ) -> list[str]:
        from django.db import transaction

        from madoguchi.platform.files.storing import receive_stream
        from madoguchi.platform.zones.sending import send

        sent = []
        for text in texts:
            with transaction.atomic():
                files = []
                if size:
                    pieces = [text.encode().ljust(1000, b"-")] * (size // 1000)
                    files.append(
                        receive_stream(pieces, name=file, purpose="test", owner="test:1", at=AT)
                    )
                body = Note(text=text, **more)
                sent.append(str(send("test.note", body, to=to, ref=ref, files=files, at=AT)))
        return sent

    def pull(self, url: str, minutes: int = 0) -> dict[str, dict[str, int]]:
        from madoguchi.platform.zones.client import ZoneClient
        from madoguchi.platform.zones.pulling import pull

        with ZoneClient(url) as client:
            report = pull(client, AT + timedelta(minutes=minutes))
        return {"received": dict(report.received), "given": dict(report.given)}

    def carry_out(self, folder: str) -> dict[str, int]:
        from madoguchi.platform.zones.medium import export_parcels

        return dict(export_parcels(Path(folder), at=AT).given)

    def carry_in(self, folder: str, minutes: int = 0) -> dict[str, dict[str, int]]:
        from madoguchi.platform.zones.medium import import_parcels

        report = import_parcels(Path(folder), at=AT + timedelta(minutes=minutes))
        return {"received": dict(report.received), "given": dict(report.given)}

    def change_key(self, use: str, to: list[str]) -> None:
        from madoguchi.platform.zones.key_change import change_key

        change_key(use, to=tuple(to), at=AT)

    def handled(self) -> list[str]:
        return self._read("SELECT note FROM handled ORDER BY rowid")

    def asked(self) -> list[str]:
        return self._read("SELECT reason FROM asked")

    def waiting(self) -> int:
        from madoguchi.platform.zones.models import OutgoingParcel

        return OutgoingParcel.objects.filter(acked_at__isnull=True).count()

    def back_up(self) -> int:
        """What a finished backup tells this room."""
        from madoguchi.platform.zones.settling import note_backed_up, unsettled

        return note_backed_up(list(unsettled().values_list("id", flat=True)))

    def restored(self) -> None:
        """What a restore leaves for this room."""
        from madoguchi.platform.zones.marks import restored_mark

        restored_mark().write_text("x")

    def forget(self, note: str) -> None:
        """Lose a parcel, as a restore to an older state does."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT parcel FROM handled WHERE note = %s", [note])
            parcel = cursor.fetchone()[0].replace("-", "")
            cursor.execute("DELETE FROM handled WHERE note = %s", [note])
            cursor.execute("DELETE FROM zones_incomingparcel WHERE id = %s", [parcel])
            cursor.execute("DELETE FROM files_storedfile WHERE owner LIKE 'zones:%%'")

    def bodies(self) -> int:
        from madoguchi.platform.zones.models import OutgoingParcel

        return OutgoingParcel.objects.filter(sealed__isnull=False).count()

    def files(self) -> list[str]:
        from madoguchi.platform.files.models import StoredFile
        from madoguchi.platform.files.opening import open_file
        from madoguchi.platform.files.refusals import FileDamaged

        found = []
        for row in StoredFile.objects.all():
            try:
                found.append(f"{row.name} {sum(map(len, open_file(row.id)))}")
            except FileDamaged:
                found.append("sealed")
        return found

    def _handle(self, opened) -> None:
        from madoguchi.kernel.refusal import Conflict
        from madoguchi.kernel.texts import text

        self._write("handled", opened.id, opened.body.text)
        if opened.body.fail and not os.environ.get("REPAIRED"):
            raise RuntimeError("secret " + opened.body.text)
        if opened.body.refuse:
            raise Conflict(text("だめです"))

    def _write(self, table: str, parcel: object, note: str) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table} VALUES (%s, %s)", [str(parcel), note])

    def _read(self, query: str) -> list[str]:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(query)
            return [row[0] for row in cursor.fetchall()]


def obey(connection: socket.socket) -> None:
    """Be a zone until the test hangs up."""
    lines = connection.makefile("rw", encoding="utf-8")
    order = json.loads(lines.readline())
    os.environ.update(order["environment"])
    os.dup2(os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
    become(order["zone"], Path(order["home"]))
    zone = Zone()
    lines.write(f"{os.getpid()}\n")
    lines.flush()
    while line := lines.readline():
        verb, arguments = json.loads(line)
        try:
            answer = {"answer": getattr(zone, verb)(**arguments)}
        except Exception as error:  # noqa: BLE001 the test is told
            answer = {"error": f"{type(error).__name__}: {error}"}
        lines.write(json.dumps(answer) + "\n")
        lines.flush()


def main() -> None:
    configure()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(sys.argv[1])
        listener.listen()
        print("ready", flush=True)
        while True:
            connection, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                try:
                    obey(connection)
                except BaseException:  # noqa: BLE001 said in the zone's log
                    traceback.print_exc()
                finally:
                    os._exit(0)
            connection.close()


if __name__ == "__main__":
    main()
