# SPDX-License-Identifier: Apache-2.0
"""How fast are forms and submissions over HTTP? ``make bench-procedures``

Four web processes, keep-alive clients in this process. What is timed is the POST alone, from its
first byte sent to the last byte of its answer. Drafts are made beforehand, not timed.
"""

import argparse
import json
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import brotli

from benchmarks import definitions as forms
from benchmarks.figures import median_ms, p95_ms, print_json, print_table
from benchmarks.http_client import Answer, Client
from benchmarks.town import PORTS, a_city, draft_of, in_zone, serving

EIGHT = 8


@dataclass
class Filer:
    """A person at a browser with drafts under way."""

    client: Client
    csrf: str = ""
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def start(self, procedure_id: str) -> str:
        """Begin a draft; returns the address of its folder."""
        page = self.client.get(f"/procedures/{procedure_id}/")
        self.csrf = page.csrf
        answer = self.client.post(
            f"/procedures/{procedure_id}/start/", {"csrfmiddlewaretoken": self.csrf}
        )
        return f"/drafts/{draft_of(answer.location)}"

    def post_step(self, draft: str, definition: dict[str, Any], step: int, *, timed: bool) -> None:
        """Post one whole step."""
        asked = ",".join(one["id"] for one in definition["steps"][step]["questions"])
        fields = forms.step_fields(definition, step) | {
            "csrfmiddlewaretoken": self.csrf, "seen": "0", "asked": asked, "next": "1",
        }  # fmt: skip
        self._post(f"{draft}/step/{definition['steps'][step]['id']}/", fields, timed=timed)

    def send(self, draft: str, *, timed: bool) -> str:
        """Press the button that files."""
        return self._post(f"{draft}/send/", {"csrfmiddlewaretoken": self.csrf}, timed=timed)

    def _post(self, path: str, fields: dict[str, str], *, timed: bool) -> str:
        began = time.perf_counter()
        answer = self.client.post(path, fields)
        took = time.perf_counter() - began
        if answer.status != 302:
            self.errors.append(f"{path}: {answer.status}")
        elif timed:
            self.times.append(took)
        return answer.location


def make_filers(count: int) -> list[Filer]:
    """People at their browsers."""
    return [Filer(Client("127.0.0.1", PORTS["portal"])) for _ in range(count)]


def together(filers: Sequence[Filer], work: Callable[[int, Filer], None]) -> float:
    """Let everyone work at once; returns the seconds until the last is done."""
    threads = [threading.Thread(target=work, args=(n, filer)) for n, filer in enumerate(filers)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    errors = [error for filer in filers for error in filer.errors]
    if errors:
        raise RuntimeError(f"{len(errors)} requests went wrong, first {errors[0]}")
    return seconds


def time_steps(definition: dict[str, Any], steps: int, *, clients: int, drafts: int) -> list[float]:
    """Post the first ``steps`` steps of new drafts; returns the seconds of each POST."""
    filers = make_filers(clients)
    ready = [[filer.start(definition["id"]) for _ in range(drafts)] for filer in filers]

    def work(number: int, filer: Filer) -> None:
        for draft in ready[number]:
            for step in range(steps):
                filer.post_step(draft, definition, step, timed=True)

    together(filers, work)
    return [took for filer in filers for took in filer.times]


def time_submissions(*, clients: int, drafts: int) -> tuple[float, list[float]]:
    """File drafts that are ready; returns submissions per second and the seconds of each."""
    definition = forms.short()
    filers = make_filers(clients)
    ready = [[filer.start(definition["id"]) for _ in range(drafts)] for filer in filers]

    def fill(number: int, filer: Filer) -> None:
        for draft in ready[number]:
            filer.post_step(draft, definition, 0, timed=False)

    def send(number: int, filer: Filer) -> None:
        for draft in ready[number]:
            filer.send(draft, timed=True)

    together(filers, fill)
    seconds = together(filers, send)
    return clients * drafts / seconds, [took for filer in filers for took in filer.times]


def weigh(portal: Client, path: str) -> tuple[int, int]:
    """Bytes of a page and of everything it loads at once, as they travel compressed; with how many.

    Pictures that wait for scrolling, and fonts that a style sheet may ask for, are not counted.
    """
    page = portal.request("GET", path, headers=_BROTLI)
    if page.status != 200:
        raise RuntimeError(f"{path}: {page.status}")
    html = _plain(page)
    loaded = sorted(set(_LOADED.findall(html)))
    files = [portal.request("GET", address, headers=_BROTLI) for address in loaded]
    missing = [address for address, file in zip(loaded, files, strict=True) if file.status != 200]
    if missing:
        raise RuntimeError(f"{path} loads what is not there: {missing}")
    return len(page.body) + sum(len(file.body) for file in files), len(files)


def _plain(page: Answer) -> str:
    packed = page.headers.get("content-encoding") == "br"
    return (brotli.decompress(page.body) if packed else page.body).decode()


_BROTLI = {"Accept-Encoding": "br"}
_LOADED = re.compile(
    r"""(?:<script[^>]*? src|<use[^>]*? href|<img[^>]*? src|<link[^>]*? href)="(/[^"#]+\.[a-z0-9]+)[#"]"""
)


def weigh_pages(definition: dict[str, Any]) -> dict[str, float]:
    """Kilobytes of the first page and of a page of a form, with their style sheet and scripts."""
    [filer] = make_filers(1)
    draft = filer.start(definition["id"])
    step = f"{draft}/step/{definition['steps'][0]['id']}/"
    weights = {"home_kb": weigh(filer.client, "/"), "form_kb": weigh(filer.client, step)}
    rows = [(key, round(size / 1024, 1), count) for key, (size, count) in weights.items()]
    print_table("page weight, brotli", ("what", "kB", "files"), rows)
    return {key: round(size / 1024, 1) for key, (size, _) in weights.items()}


def measure(kind: str, *, scale: float) -> dict[str, object]:
    """All figures on one database."""

    def many(count: int) -> int:
        return max(1, round(count * scale))

    figures: dict[str, object] = {}
    rows: list[tuple[object, ...]] = []
    with a_city(kind, forms.all_definitions()) as (portal, office, home), serving(portal, home):
        time_steps(forms.short(), 1, clients=EIGHT, drafts=5)
        figures |= weigh_pages(forms.short())
        for key, definition, steps, drafts in (
            ("step_100_conditions", forms.conditions(), 10, 20),
            ("save_95_questions", forms.wide(forms.QUESTIONS_95, 95), 1, 100),
            ("step_700_questions", forms.wide(forms.QUESTIONS_700, 700), 1, 40),
        ):
            for clients, suffix in ((1, ""), (EIGHT, "_8")):
                each = max(1, many(drafts) // (1 if clients == 1 else 4))
                times = time_steps(definition, steps, clients=clients, drafts=each)
                figures[f"{key}_p95_ms{suffix}"] = p95_ms(times)
                rows.append((key, clients, len(times), median_ms(times), p95_ms(times)))
        rate, times = time_submissions(clients=EIGHT, drafts=many(150))
        figures["submits_per_s"] = round(rate, 1)
        rows.append(("submit", EIGHT, len(times), median_ms(times), p95_ms(times)))
        opened = json.loads(in_zone(office, "benchmarks.open_parcels").splitlines()[-1])
        figures["opened_per_s"] = round(opened["opened"] / opened["fetch_s"], 1)
    print_table(kind, ("what", "clients", "samples", "median ms", "p95 ms"), rows)
    rest = {name: round(value, 2) for name, value in opened.items()}
    print(f"  submitted {figures['submits_per_s']}/s, opened {figures['opened_per_s']}/s ({rest})")
    return figures


def main() -> None:
    """Measure on the databases asked for; the last line is JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.procedures", description=__doc__)
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--scale", type=float, default=1.0, help="fewer or more samples")
    options = parser.parse_args()
    kinds = options.databases.split(",")
    print_json({kind: measure(kind, scale=options.scale) for kind in kinds})


if __name__ == "__main__":
    main()
