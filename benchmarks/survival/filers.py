# SPDX-License-Identifier: Apache-2.0
"""Who files while processes die? People at real connections, who press the button once more.

Each application carries a word of its own (a canary), every twentieth also in a file. The history says
what each person was told.
"""

import re
import threading
import time
from dataclasses import dataclass, field

from benchmarks import definitions as forms
from benchmarks.http_client import Answer, Client
from benchmarks.town import draft_of

WORD, KANJI = "Xq7CANARIVz", "鵺鷽籠鵤"
_RECEIPT = re.compile(r"/applications/([0-9a-f-]{36})/receipt/")
_PATIENCE = 40.0
EVERY = 20
"""One application in so many carries a file."""


def canary(number: int) -> str:
    """The word of one application."""
    return f"{WORD}{number:06}"


@dataclass
class History:
    """What people were told: canary number → submission id (acknowledged), or nothing."""

    acknowledged: dict[int, str] = field(default_factory=dict)
    unknown: set[int] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    papers: set[int] = field(default_factory=set)
    """Whose file was taken."""
    _next: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def number(self) -> int:
        """The number of the next application."""
        with self._lock:
            self._next += 1
            return self._next

    @property
    def acknowledged_papers(self) -> int:
        """How many acknowledged applications carried a file."""
        return len(self.papers & self.acknowledged.keys())

    @property
    def planted(self) -> int:
        """How many words were sent to the portal."""
        return self._next


class Filer(threading.Thread):
    """Files until told to stop; keeps at most ``most`` applications a second."""

    def __init__(self, port: int, history: History, *, pause: float, until: int = 0) -> None:
        super().__init__(daemon=True)
        self._port, self._history, self._pause, self._until = port, history, pause, until
        self.stop = threading.Event()

    def run(self) -> None:
        """One application after the other."""
        while not self.stop.is_set():
            number = self._history.number()
            if self._until and number > self._until:
                self._history._next = self._until
                return
            self._file(number)
            self.stop.wait(self._pause)

    def _file(self, number: int) -> None:
        client, definition = Client("127.0.0.1", self._port), forms.with_paper()
        try:
            draft = self._fill(client, definition, number)
        except TimeoutError:
            return  # nothing was promised
        try:
            answer = self._insist(client, f"{draft}/send/", {"csrfmiddlewaretoken": ""})
            found = _RECEIPT.search(answer.location)
            if found:
                self._history.acknowledged[number] = found[1]
            else:
                self._history.refused.append(f"{answer.status} {answer.location}")
        except TimeoutError:
            self._history.unknown.add(number)
        client.close()

    def _fill(self, client: Client, definition: dict, number: int) -> str:  # type: ignore[type-arg]
        self._csrf = ""
        name = definition["id"]
        page = self._insist(client, f"/procedures/{name}/")
        self._csrf = page.csrf
        start = self._insist(client, f"/procedures/{name}/start/", {"csrfmiddlewaretoken": ""})
        draft = f"/drafts/{draft_of(start.location)}"
        asked = ",".join(one["id"] for one in definition["steps"][0]["questions"])
        fields = forms.step_fields(definition, 0) | {
            "csrfmiddlewaretoken": "", "seen": "0", "asked": asked, "next": "1",
            "reason": f"{canary(number)} {KANJI}", "name.family": KANJI,
        }  # fmt: skip
        path = f"{draft}/step/{definition['steps'][0]['id']}/"
        paper = f"{canary(number)} {KANJI}\n".encode() if number % EVERY == 0 else b""
        taken = self._insist(client, path, fields, paper)
        if paper and 300 <= taken.status < 400:
            self._history.papers.add(number)
        return draft

    def _insist(
        self, client: Client, path: str, fields: dict[str, str] | None = None, paper: bytes = b""
    ) -> Answer:
        """Try until there is an answer that is not an error of the machine."""
        end = time.monotonic() + _PATIENCE
        if fields and "csrfmiddlewaretoken" in fields:
            fields = fields | {"csrfmiddlewaretoken": self._csrf}
        while time.monotonic() < end:
            try:
                answer = _ask(client, path, fields, paper)
                if answer.status < 500 and answer.status not in (408, 429):
                    return answer
            except (OSError, ValueError, IndexError):
                client.close()
            time.sleep(0.05)
        raise TimeoutError(path)


def _ask(client: Client, path: str, fields: dict[str, str] | None, paper: bytes) -> Answer:
    if not fields:
        return client.get(path)
    if paper:
        return client.post_file(path, fields, f"{forms.PAPER}.upload", paper)
    return client.post(path, fields)
