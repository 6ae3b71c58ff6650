# SPDX-License-Identifier: Apache-2.0
"""How is a checkpoint shown to a witness over HTTP? ``POST /add-checkpoint`` (C2SP tlog-witness)."""

from base64 import b64encode
from collections.abc import Sequence

import httpx

from madoguchi.platform.audit.notes import BadNote, read_key
from madoguchi.platform.audit.ports import Behind, NotConfirmed, WitnessRefused

MOST_ANSWER = 4096


def write_request(*, old: int, proof: Sequence[bytes], note: str) -> str:
    """The body of an add-checkpoint request, also as a file for a folder."""
    lines = "".join(f"{b64encode(one).decode()}\n" for one in proof)
    return f"old {old}\n{lines}\n{note}"


class HttpWitness:
    """A witness behind an address."""

    def __init__(self, name: str, url: str, *, timeout: float = 10.0) -> None:
        self.name, self._url, self._timeout = name, url.rstrip("/"), timeout

    def add(self, *, old: int, proof: Sequence[bytes], note: str) -> str | Behind:
        """The cosignature line; Behind; raises NotConfirmed (ask again) or WitnessRefused."""
        body = write_request(old=old, proof=proof, note=note)
        try:
            answer = httpx.post(
                f"{self._url}/add-checkpoint", content=body.encode(), timeout=self._timeout
            )
        except httpx.HTTPError as problem:
            raise NotConfirmed(type(problem).__name__) from None
        words = answer.text[:MOST_ANSWER].strip()
        if answer.status_code == httpx.codes.CONFLICT and words.isdigit():
            return Behind(int(words))
        if answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
            raise WitnessRefused(words[:200])
        if answer.status_code != httpx.codes.OK:
            raise NotConfirmed(f"{answer.status_code} {words[:100]}", permanent=True)
        return words

    def check(self) -> str:
        """Whether it answers under its name (self-test for the administrator); the name."""
        try:
            answer = httpx.get(f"{self._url}/", timeout=self._timeout)
            name = read_key(answer.text[:MOST_ANSWER]).name
        except (httpx.HTTPError, BadNote) as problem:
            raise NotConfirmed(type(problem).__name__) from None
        if name != self.name:
            raise NotConfirmed(f"calls itself {name}", permanent=True)
        return name
