# SPDX-License-Identifier: Apache-2.0
"""Which definitions, answers and posted forms may there be? Made at random, for any engine's tests."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from madoguchi.kernel.definition import Compiled, CompiledQuestion, Context
from madoguchi.kernel.definition.kinds.papers import ConsentKind
from madoguchi.kernel.eras import format_wareki
from madoguchi.kernel.text import normalise

CTX = Context(today=date(2026, 11, 21), own_city="灯台市", identity="email")
_OPTIONS = [{"id": key, "label": f"選択{key}"} for key in ("a", "b", "c")]
_PLAIN: list[dict[str, Any]] = [
    {"type": "text", "max_length": 30},
    {"type": "text", "kana": True},
    {"type": "text", "digits": True, "max_length": 12},
    {"type": "long_text", "max_length": 200},
    {"type": "number", "minimum": 0, "maximum": 100},
    {"type": "number", "decimals": 2, "unit": {"ja": "m", "en": "m"}},
    {"type": "money"},
    {"type": "yes_no"},
    {"type": "choice", "options": _OPTIONS},
    {"type": "choices", "options": _OPTIONS},
    {"type": "date"},
    {"type": "date", "unknown": True},
    {"type": "date", "birth": True},
    {"type": "time"},
    {"type": "person_name"},
    {"type": "address"},
    {"type": "phone"},
    {"type": "email"},
    {"type": "bank_account"},
    {"type": "corporate_number"},
    {"type": "map_point"},
    {"type": "file"},
    {"type": "signature"},
    {"type": "consent", "text": "同意します。"},
    {"type": "consent", "text": "よければ同意します。", "must_agree": False},
    {"type": "household_member"},
    {
        "type": "table",
        "columns": [
            {"id": "item", "label": "費目", "type": "text"},
            {"id": "cost", "label": "金額", "type": "money"},
            {"id": "amount", "label": "数", "type": "number", "required": False},
        ],
        "totals": ["cost"],
    },
]
_BASE = {"title": "手続き", "summary": "説明", "section": "citizens", "record": {"class": "試験"}}


@st.composite
def definitions(draw: st.DrawFn) -> dict[str, Any]:
    """A definition that compiles (without the proof that nothing in it is dead)."""
    known: list[dict[str, Any]] = []
    groups: list[str] = []
    steps = []
    for s in range(draw(st.integers(1, 4))):
        repeat = s > 0 and draw(st.integers(0, 3)) == 0
        step: dict[str, Any] = {"id": f"step{s}", "title": f"ステップ{s}"}
        outside = [q for q in known if q["group"] is None]
        if s > 0 and outside and draw(st.booleans()):
            step["when"] = draw(conditions(outside, groups))
        if repeat:
            step["repeat"] = {"min": draw(st.integers(0, 2)), "max": 4, "one": "人"}
        step["questions"] = draw(_questions(s, repeat, known, outside, groups))
        steps.append(step)
        if repeat:
            groups.append(f"step{s}")
    outside = [q for q in known if q["group"] is None]
    definition: dict[str, Any] = {"id": "made-at-random", "steps": steps, **_BASE}
    if outside and draw(st.booleans()):
        rule = {"id": "rule", "when": draw(conditions(outside, groups))}
        definition["eligible"] = [{**rule, "because": {"law": "試験法", "ja": "理由"}}]
        definition["routes"] = [{"when": draw(conditions(outside, groups)), "section": "tax"}]
        definition["fee"] = {"basis": "条例", "lines": [draw(_fee_lines(outside, groups))]}
    if outside and draw(st.booleans()):
        words = {"title": "終わり", "text": "手続きは要りません。"}
        ending = {"id": "ending", "when": draw(conditions(outside, groups)), **words}
        definition["endings"] = [ending]
    return definition


@st.composite
def _questions(
    draw: st.DrawFn,
    s: int,
    repeat: bool,
    known: list[dict[str, Any]],
    outside: list[dict[str, Any]],
    groups: list[str],
) -> list[dict[str, Any]]:
    questions = []
    for n in range(draw(st.integers(1, 5))):
        plain = draw(st.sampled_from(_PLAIN))
        question = {"id": f"q{s}_{n}", "label": f"質問{s}-{n}", **plain}
        if question["type"] != "consent":
            question["required"] = draw(st.booleans())
        group = f"step{s}" if repeat else None
        own = [q for q in known if q["group"] == group and q["step"] == s]
        seen = [*outside, *own] if repeat else [q for q in known if q["group"] is None]
        if seen and draw(st.booleans()):
            question["when"] = draw(conditions(seen, groups))
        known.append({**question, "group": group, "step": s})
        questions.append(question)
    return questions


@st.composite
def _fee_lines(draw: st.DrawFn, known: list[dict[str, Any]], groups: list[str]) -> dict[str, Any]:
    numbers = [q["id"] for q in known if q["type"] in ("number", "money")]
    parts: list[Any] = [draw(st.integers(0, 500))]
    if numbers:
        parts.append({"question": draw(st.sampled_from(numbers))})
    if groups:
        parts.append({"multiply": [{"count": draw(st.sampled_from(groups))}, 300]})
    table = {"when": draw(conditions(known, groups)), "value": {"add": parts}}
    return {"label": "手数料", "yen": {"table": [table], "otherwise": {"divide": [parts[0], 3]}}}


def conditions(
    known: list[dict[str, Any]], groups: list[str], depth: int = 2
) -> st.SearchStrategy[dict[str, Any]]:
    """A condition over questions in sight."""
    leaf = st.sampled_from(known).flatmap(_comparisons)
    if groups:
        counts = st.builds(
            lambda group, n: {"count": group, "at_least": n},
            st.sampled_from(groups),
            st.integers(0, 3),
        )
        leaf = leaf | counts
    if depth == 0:
        return leaf
    inner = conditions(known, groups, depth - 1)
    lists = st.lists(inner, min_size=1, max_size=3)
    return (
        leaf
        | lists.map(lambda parts: {"all": parts})
        | lists.map(lambda parts: {"any": parts})
        | inner.map(lambda part: {"not": part})
    )


def _comparisons(question: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A comparison of one question: ``answered``, and what goes with its type."""
    name = {"question": question["id"]}
    answered = st.booleans().map(lambda value: {**name, "answered": value})
    pairs = _OPERATORS.get(question["type"])
    if pairs is None:
        return answered
    made = pairs.map(lambda pair: {**name, pair[0]: pair[1]}) | answered
    if question["type"] == "date":
        years = st.integers(0, 80).map(lambda years: {"age": question["id"], "at_least": years})
        return made | years
    if question["type"] == "address":
        return made.map(lambda comparison: comparison | _CITY if "is" in comparison else comparison)
    return made


_KEYS = st.sampled_from(["a", "b", "c"])
_CITY = {"part": "city"}
_NUMBERS = st.tuples(
    st.sampled_from(["over", "at_least", "under", "at_most", "is", "is_not"]), st.integers(-1, 101)
)
_OPERATORS: dict[str, st.SearchStrategy[tuple[str, Any]]] = {
    "yes_no": st.tuples(st.just("is"), st.booleans()),
    "consent": st.tuples(st.just("is"), st.booleans()),
    "choice": st.tuples(st.sampled_from(["is", "is_not"]), _KEYS)
    | st.tuples(st.sampled_from(["in", "not_in"]), st.lists(_KEYS, min_size=1, max_size=2)),
    "choices": st.tuples(st.just("contains"), _KEYS),
    "number": _NUMBERS,
    "money": _NUMBERS,
    "date": st.tuples(
        st.sampled_from(["before", "after", "on_or_before", "on_or_after"]),
        st.sampled_from(["today", "2000-01-01", {"today": True, "plus_months": -216}]),
    ),
    "text": st.tuples(st.just("is"), st.sampled_from(["港", "a"])),
    "long_text": st.tuples(st.just("contains"), st.just("港")),
    "address": st.tuples(st.just("is"), st.just("own_city")),
    "time": st.tuples(st.sampled_from(["at_least", "under"]), st.just("09:00")),
}
"""Operator and right side that go with a type."""


_WORDS = st.text(
    st.one_of(
        st.characters(min_codepoint=0x3041, max_codepoint=0x30FE),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA0),
        st.characters(min_codepoint=0x20, max_codepoint=0x7E),
        st.sampled_from("　１２Ａｶﾞ\u8fbb\U000e0100\ue000\n\t\u200b😀"),
    ),
    min_size=1,
    max_size=30,
)
_KATAKANA = st.text(
    st.characters(min_codepoint=0x30A1, max_codepoint=0x30F4), min_size=1, max_size=8
)
_KANJI = st.text(st.sampled_from("灯台港舟木渡佐竹内誠森髙﨑邊"), min_size=1, max_size=4)
_DIGITS = st.text(st.sampled_from("0123456789"), min_size=1, max_size=12)
_DAYS = st.dates(date(1912, 8, 1), CTX.today)


def _day(day: date) -> dict[str, Any]:
    return {"value": day.isoformat(), "text": format_wareki(day), "precision": "day"}


_NAMES = st.fixed_dictionaries(
    {"family": _KANJI, "given": _KANJI, "family_kana": _KATAKANA, "given_kana": _KATAKANA}
)
_UNSURE = st.sampled_from(
    [
        {"value": None, "text": "年月日不詳", "precision": "unknown"},
        {"value": None, "text": "昭和20年月日不詳", "precision": "year"},
        {"value": None, "text": "昭和20年8月日不詳", "precision": "month"},
        {"value": None, "text": "昭和20年春頃", "precision": "year"},
        {"value": None, "text": "昭和45年2月29日", "precision": "non_calendar"},
    ]
)


def values(question: CompiledQuestion) -> st.SearchStrategy[Any]:
    """A canonical answer to a question: valid, or nearly."""
    asked: Any = question.question
    if question.type == "text" and (asked.kana or asked.digits):
        return _KATAKANA if asked.kana else _DIGITS
    if question.type == "number" and asked.decimals:
        return st.integers(-999, 999) | st.sampled_from(["0.5", "12.25", "-3.1"])
    if question.type == "date" and asked.unknown:
        return _SURE | _UNSURE
    if question.type in ("choice", "choices"):
        chosen = st.sampled_from([option.id for option in asked.options])
        if question.type == "choice":
            return chosen
        return st.lists(chosen, min_size=1, unique=True).map(sorted)
    if isinstance(question.kind, ConsentKind):
        digest = question.kind.digest
        agreed = st.just(value=True) if question.kind.required else st.booleans()
        return agreed.map(lambda value: {"agreed": value, "digest": digest})
    return _VALUES[question.type]


_SURE = _DAYS.map(_day)
_FILE = {"id": "f1", "name": "写真.jpg", "type": "image/jpeg", "size": 9, "sha256": "0"}
_MEMBER = {"relation": st.just("妻"), "birth": _SURE, "together": st.booleans()}
_CELLS = {
    "item": _KANJI,
    "cost": st.integers(0, 10**6),
    "amount": st.none() | st.integers(0, 9),
}
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": _WORDS.map(lambda word: normalise(word)[:25].strip() or "港"),
    "long_text": _WORDS.map(lambda word: normalise(word, multiline=True) or "港"),
    "number": st.integers(0, 100),
    "money": st.integers(0, 10**9),
    "yes_no": st.booleans(),
    "date": _SURE,
    "time": st.times().map(lambda time: time.strftime("%H:%M")),
    "person_name": _NAMES,
    "address": st.fixed_dictionaries(
        {
            "postcode": st.just("0000023"),
            "town": st.sampled_from(["灯台県灯台市灯川東2丁目", "東京都千代田区千代田"]),
            "block": st.sampled_from(["8番5号", "番地なし", "1-1"]),
            "building": st.sampled_from(["", "あかつき荘 201"]),
        }
    ),
    "phone": st.sampled_from(["090-0000-1125", "0000-24-1125", "0000241125"]),
    "email": st.sampled_from(["akari@example.jp", "a..b.@example.ne.jp"]),
    "bank_account": st.just(
        {
            "bank_code": "0001",
            "branch_code": "001",
            "kind": "ordinary",
            "number": "0012345",
            "holder_kana": "トモシビ アカリ",
        }
    ),
    "corporate_number": st.just("7000012050002"),
    "map_point": st.sampled_from(
        [
            {"lat": 34.0102, "lon": 134.2201, "label": "港のそば"},
            {"lat": None, "lon": None, "label": "橋の下"},
        ]
    ),
    "file": st.just([_FILE]),
    "signature": _KANJI.map(lambda name: {"name": name, "signed_on": "2026-11-20"}),
    "household_member": st.builds(
        lambda name, rest: {**name, **rest}, _NAMES, st.fixed_dictionaries(_MEMBER)
    ),
    "table": st.lists(st.fixed_dictionaries(_CELLS), min_size=1, max_size=3),
}


@st.composite
def answers(draw: st.DrawFn, compiled: Compiled) -> dict[str, Any]:
    """Canonical answers, some of them missing, empty, or to what is not asked."""
    made: dict[str, Any] = {}
    for step in compiled.steps:
        if draw(st.integers(0, 4)) == 0:
            continue
        if step.repeats:
            made[step.id] = [_some(draw, step.inputs) for _ in range(draw(st.integers(0, 3)))]
        else:
            made |= _some(draw, step.inputs)
    return made


def _some(draw: st.DrawFn, inputs: tuple[CompiledQuestion, ...]) -> dict[str, Any]:
    made = {}
    for question in inputs:
        fate = draw(st.integers(0, 9))
        if fate == 0:
            continue
        made[question.id] = None if fate == 1 else draw(values(question))
    return made


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _WORDS | st.just("2026-02-31"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(
            ["value", "text", "precision", "family", "given", "family_kana", "given_kana", "lat",
             "lon", "label", "agreed", "digest", "postcode", "town", "block", "building", "name",
             "signed_on", "birth", "relation", "together", "id", "type", "size", "sha256", "cost"]
        ), inner, max_size=5),
    max_leaves=8,
)  # fmt: skip
"""JSON of any shape, with names that answers have."""


@st.composite
def hostile_answers(draw: st.DrawFn, compiled: Compiled) -> dict[str, Any]:
    """Answers of which some have any shape at all."""
    made: dict[str, Any] = draw(answers(compiled))
    names = [*compiled.by_question, *compiled.by_step, "unknown"]
    for name in draw(st.lists(st.sampled_from(names), max_size=6)):
        made[name] = draw(JUNK)
    return made


_PARTS = (
    "", "era", "year", "month", "day", "text", "unknown", "family", "given", "family_kana",
    "given_kana", "postcode", "town", "block", "building", "lat", "lon", "label", "name",
    "bank_code", "branch_code", "kind", "number", "holder_kana", "relation", "together",
    "birth.year", "birth.month", "0.item", "0.cost", "1.amount", "99.item", "hour",
)  # fmt: skip
_TYPED = st.one_of(
    _WORDS,
    st.sampled_from(
        ["", " ", "yes", "no", "on", "a", "b", "西暦", "令和", "昭和", "S63", "63", "令和元年", "元",
         "2026/11/20", "２０２６", "2", "30", "31", "13", "0", "１２，３４５円", "△5", "九時半", "不詳",
         "〒０００ー００２３", "０９０ー００００ー１１２５", "\x00", "\ud800", "1" * 500]
    ),
)  # fmt: skip


@st.composite
def forms(draw: st.DrawFn, compiled: Compiled, step_id: str) -> dict[str, list[str]]:
    """What a browser, or someone who plays one, may post for a step."""
    step = compiled.by_step[step_id]
    names = [question.id for question in step.inputs] + ["stranger"]
    posted: dict[str, list[str]] = {}
    for _ in range(draw(st.integers(0, 12))):
        part = draw(st.sampled_from(_PARTS))
        name = draw(st.sampled_from(names))
        typed = draw(st.lists(_TYPED, max_size=2))
        posted[f"{name}.{part}" if part else name] = typed
    return posted


def later(days: int) -> date:
    """So many days after the tests' today."""
    return CTX.today + timedelta(days=days)
