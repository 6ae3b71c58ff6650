# SPDX-License-Identifier: Apache-2.0
"""What may a hostile sender put into a form? Strategies for bodies of any shape."""

import re
from typing import Any

from hypothesis import strategies as st

CONTROL = "".join(map(chr, range(32))) + "\x7f\u2028\u202e\ufeff\ud7ff\U0010ffff"
_NAME = re.compile(rb'name="([^"]{1,60})"')
_COMMON = [
    "name", "number", "secret", "secret_code", "login", "password", "email", "code", "q", "reason",
    "message", "next", "seen", "asked", "back", "version", "case", "do", "kind", "query", "page",
    "lang", "id", "outcome", "verdict", "answer", "days", "due_on", "title", "section", "staff",
]  # fmt: skip
BOUNDARY = "lamp"

values = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=80),
    st.text(alphabet=CONTROL, max_size=20),
    st.sampled_from(
        [
            "", " ", "0", "-1", "1e309", "9" * 400, "NaN", "null", "[]", "{}", "true", "\x00",
            "0" * 5_000, "あ" * 20_000, "2026-02-30", "令和999", "../../etc/passwd", "%00", "%s%n",
            "' OR 1=1 --", "<script>", "{{7*7}}", "${7}", "00000000-0000-0000-0000-000000000000",
            "\ud83d\ude00", "٣", "１２", "=cmd|' /C calc'!A0",
        ]
    ),
)  # fmt: skip


def fields_of(page: bytes) -> list[str]:
    """The names of the fields that a page asks for."""
    return sorted({found.decode(errors="replace") for found in _NAME.findall(page)})


@st.composite
def bodies(draw: st.DrawFn, fields: list[str]) -> tuple[Any, str]:
    """Body and content type: a form, fields missing or doubled, broken multipart, or rubbish."""
    names = st.sampled_from(fields or _COMMON) | st.sampled_from(_COMMON) | values
    pairs = draw(st.lists(st.tuples(names, values), max_size=12))
    kind = draw(st.sampled_from(["form", "multipart", "broken", "raw", "file"]))
    if kind == "form":
        from urllib.parse import urlencode

        encoded = urlencode(
            [(n.encode("utf-8", "replace"), v.encode("utf-8", "replace")) for n, v in pairs]
        )
        return encoded.encode(), "application/x-www-form-urlencoded"
    if kind == "raw":
        types = ["application/json", "text/plain", "application/x-www-form-urlencoded", "", "x"]
        return draw(st.binary(max_size=400)), draw(st.sampled_from(types))
    parts = [_part(n, v, file=kind == "file" and draw(st.booleans())) for n, v in pairs]
    whole = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    if kind == "broken":
        whole = _break(draw, whole)
    return (
        whole,
        f"multipart/form-data; boundary={draw(st.sampled_from([BOUNDARY] * 5 + ['x', '']))}",
    )


def _part(name: str, value: str, *, file: bool) -> bytes:
    clean = re.sub(r'[\r\n"]', "_", name)
    more = '; filename="../灯\x00.pdf"\r\nContent-Type: application/pdf' if file else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{clean}"{more}\r\n\r\n'
    return (head + value + "\r\n").encode("utf-8", "replace")


def _break(draw: st.DrawFn, whole: bytes) -> bytes:
    at = draw(st.integers(0, len(whole)))
    rubbish = draw(st.sampled_from([b"", b"\x00", b"\r\n", b"--lamp", b"\xff\xfe", b"Content-Transfer-Encoding: base64\r\n\r\n%%%"]))  # fmt: skip
    return whole[:at] + rubbish + (whole[at + 3 :] if draw(st.booleans()) else b"")
