# SPDX-License-Identifier: Apache-2.0
"""How is わたしのデータ set as a tagged PDF? By Typst, from memory to memory."""

import json
from itertools import groupby
from typing import Any

import typst

from madoguchi.engines.procedures.web.held_shown import (
    describe_about,
    say_group,
    show_amendments,
    show_records,
    show_value,
)
from madoguchi.engines.procedures.web.receipt_pdf import letter_fonts
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.my_data import MyApplication, MyData, MyHolding, MyPerson
from madoguchi.kernel.own_data import DataReport
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.wording import say

_SOURCE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, author: data.city)
#set page(paper: "a4", margin: (x: 20mm, y: 20mm), numbering: "1 / 1")
#set text(font: ("BIZ UDPGothic", "Noto Sans JP"), size: 10pt, lang: data.lang, region: "jp")
#set par(leading: 0.8em)
#show heading.where(level: 1): set text(size: 18pt)
#show heading.where(level: 2): set text(size: 14pt)
#show heading.where(level: 3): set text(size: 11pt)
#data.city
#heading(level: 1, data.title)
#par(data.lead)
#for part in data.parts {
  heading(level: part.level, part.title)
  for line in part.lines { par(line) }
  if part.rows.len() > 0 {
    table(
      columns: (50mm, 1fr),
      inset: 6pt,
      stroke: (x, y) => (bottom: 0.5pt + rgb("#949494")),
      table.header(table.cell(text(fill: rgb("#4d4d4d"), data.item)), table.cell(text(fill: rgb("#4d4d4d"), data.content))),
      ..part.rows.map(row => (
        table.cell(row.at(0)),
        table.cell([#row.at(1) #if row.at(2) != "" [#linebreak() #text(size: 8.5pt, fill: rgb("#4d4d4d"), row.at(2))]]),
      )).flatten(),
    )
  }
}
"""
Part = dict[str, Any]
Row = tuple[str, str, str]


def typeset_my_data(data: MyData, lang: str) -> bytes:
    """A PDF with tags (PDF/UA-1); nothing is written to a disk on the way."""
    content = {
        "title": say("procedures.my_data.title", lang),
        "city": data.city,
        "lang": "en" if lang == "en" else "ja",
        "lead": say("procedures.my_data.pdf.lead", lang, at=format_instant(data.made_at, lang)),
        "item": say("procedures.my_data.pdf.item", lang),
        "content": say("procedures.my_data.pdf.content", lang),
        "parts": _parts(data, lang),
    }
    return bytes(
        typst.compile(
            _SOURCE.encode(),
            format="pdf",
            font_paths=letter_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(content, ensure_ascii=False)},
            pdf_standards="ua-1",
        )
    )


def _parts(data: MyData, lang: str) -> list[Part]:
    parts = [_part(2, say("procedures.my_data.account", lang), rows=_account(data, lang))]
    if data.profile or data.consents:
        agreed = [
            (one.label, format_date(one.on, lang), say("procedures.profile.consents", lang))
            for one in data.consents
        ]
        parts.append(_part(2, say("procedures.profile.title", lang), rows=agreed))
        parts += [_person(one, lang) for one in data.profile]
    for one in data.applications:
        parts += _application(one, lang)
    for held in data.holdings:
        parts += _holding(held, lang)
    return parts


def _account(data: MyData, lang: str) -> list[Row]:
    account = data.account
    last = format_instant(account.last_sign_in, lang) if account.last_sign_in else ""
    held = {
        "email": account.email,
        "joined": format_instant(account.joined_at, lang),
        "last": last,
        "drafts": say("procedures.my_data.account.count", lang, count=data.drafts),
        "purpose": say("procedures.my_data.account.purpose_text", lang),
        "until": say("procedures.my_data.account.until_text", lang),
    }
    return [
        (say(f"procedures.my_data.account.{key}", lang), text, "")
        for key, text in held.items()
        if text
    ]


def _holding(one: MyHolding, lang: str) -> list[Part]:
    about = [
        (say("procedures.data.about.purpose", lang), one.purpose, ""),
        (say("procedures.data.about.until", lang), one.until, ""),
    ]
    readers = [say_group(group, lang) for group in one.readings]
    return [
        _part(2, one.title, rows=about),
        _part(
            3,
            say("procedures.data.readings", lang),
            readers or [say("procedures.data.readings.none", lang)],
        ),
        _part(
            3,
            say("procedures.my_data.values", lang, count=len(one.items)),
            rows=[(item.label, item.text, item.note) for item in one.items],
        ),
    ]


def _person(person: MyPerson, lang: str) -> Part:
    rows = [
        (one.label, one.text, " ".join(filter(None, [format_date(one.on, lang), one.procedure])))
        for one in person.values
    ]
    return _part(3, person.name, rows=rows)


def _application(one: MyApplication, lang: str) -> list[Part]:
    sent = (
        f"{say('procedures.data.portal.submitted', lang)}: {format_instant(one.submitted_at, lang)}"
    )
    state = (
        f"{say('procedures.data.portal.state', lang)}: {say(f'procedures.state.{one.state}', lang)}"
    )
    lines = [one.number, sent, state]
    if one.report is None:
        lines.append(say("procedures.my_data.not_asked", lang))
        return [_part(2, one.procedure, lines)]
    return [_part(2, one.procedure, lines), *_report(one.report, lang)]


def _report(report: DataReport, lang: str) -> list[Part]:
    about = [(one["label"], one["text"], "") for one in describe_about(report, lang)]
    readers = [say_group(one, lang) for one in report.groups]
    none = [say("procedures.data.readings.none", lang)]
    parts = [
        _part(3, say("procedures.data.about", lang), rows=about),
        _part(3, say("procedures.data.readings", lang), readers or none),
    ]
    if report.amendments:
        asked = [_amendment(one) for one in show_amendments(report.amendments, lang)]
        parts.append(_part(3, say("procedures.amend.list", lang), rows=asked))
    for title, values in groupby(report.values, key=lambda one: one.group):
        shown = [show_value(one, lang) for one in values]
        parts.append(_part(3, title, rows=[(v["label"], v["text"], v["note"]) for v in shown]))
    if report.records:
        kept = show_records(report.records, lang)
        rows = [(one["label"], one["text"], one["note"]) for one in kept]
        parts.append(_part(3, say("procedures.records.title", lang), rows=rows))
    if report.files:
        rows = [(one.name, format_instant(one.at, lang), "") for one in report.files]
        parts.append(_part(3, say("procedures.data.files", lang), rows=rows))
    return parts


def _amendment(one: dict[str, Any]) -> Row:
    words = [one["kind"], one["wanted"], one["state"], one["answer"]]
    return one["label"], " ・ ".join(word for word in words if word), ""


def _part(
    level: int,
    title: str,
    lines: list[str] | None = None,
    *,
    rows: list[Row] | None = None,
) -> Part:
    return {"level": level, "title": title, "lines": lines or [], "rows": rows or []}
