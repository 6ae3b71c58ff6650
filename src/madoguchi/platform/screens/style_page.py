# SPDX-License-Identifier: Apache-2.0
"""What do the samples of the component list show? Invented people, real components."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import QueryDict

from madoguchi.platform.screens.assets import STATIC
from madoguchi.platform.screens.charts import Series, draw
from madoguchi.platform.screens.clock_bar import Stretch, draw_clock
from madoguchi.platform.screens.dates import era_choices
from madoguchi.platform.screens.due import describe_due
from madoguchi.platform.screens.pager import make_pager

COLOURS = (
    ("--key", "key", "押すもの、いまの場所"),
    ("--key-hover", "key-hover", "重ねたとき"),
    ("--key-soft", "key-soft", "選んだ行、助けの箱"),
    ("--lamp 灯", "lamp", "いまここ、焦点だけ"),
    ("--lamp-soft", "lamp-soft", "今日のこと、控え"),
    ("--ink", "ink", "見出し"),
    ("--ink-body", "ink-body", "本文"),
    ("--ink-soft", "ink-soft", "補足"),
    ("--line", "line", "区切り"),
    ("--ok", "ok", "済み"),
    ("--warn", "warn", "気をつける"),
    ("--bad", "bad", "誤り、超過"),
    ("--visited", "visited", "見たことのあるリンク"),
)
CONTENTS = (
    ("color", "色"),
    ("type", "文字"),
    ("shape", "印と形"),
    ("button", "ボタン"),
    ("tag", "札"),
    ("notice", "お知らせ"),
    ("card", "カードと箱"),
    ("form", "入力"),
    ("progress", "進み"),
    ("data", "表と一覧"),
    ("chart", "図"),
    ("desk", "職員の部品"),
    ("empty", "空の画面"),
)
MONTHS = ("6月", "7月", "8月", "9月", "10月", "11月")
YEARS = ("R4", "R5", "R6", "R7", "R8", "R9")


@lru_cache(maxsize=1)
def icon_names(sprite: Path = STATIC / "icons.svg") -> tuple[str, ...]:
    """Every line icon of the sprite; none before the front end is built."""
    if not sprite.is_file():
        return ()
    return tuple(re.findall(r'id="i-([a-z-]+)"', sprite.read_text(encoding="utf-8")))


def style_context(lang: str) -> dict[str, Any]:
    """The context of screens/style.html."""
    return {
        "colours": COLOURS,
        "contents": CONTENTS,
        "icon_names": icon_names(),
        "eras": era_choices(lang),
        **_forms(),
        **_progress(),
        **_lists(),
        **_answers(),
        **_charts(),
        **_plans(),
        **_boards(),
        **_inbox(),
    }


def _forms() -> dict[str, Any]:
    return {
        "yes_no": [{"value": "yes", "label": "はい"}, {"value": "no", "label": "いいえ"}],
        "kinds": [
            {"value": "hole", "label": "道路の穴"},
            {"value": "lamp", "label": "消えた街灯"},
            {"value": "river", "label": "川・水路"},
        ],
        "needs": [
            {"value": "a", "label": "午前(9時から12時)"},
            {"value": "b", "label": "午後(13時から17時)", "note": "混みやすい時間です"},
        ],
        "chosen": ["a"],
        "relations": [("child", "子"), ("grandchild", "孫"), ("other", "そのほか")],
        "birth": {"era": "昭和", "year": "63", "month": "4", "day": "12"},
        "wrong_birth": {"era": "昭和", "year": "65", "month": "4", "day": "12"},
        "errors": [{"href": "#s2", "text": "郵便番号を7けたの数字で入れてください"}],
        "children": [
            {
                "title": "1人目 灯 なぎ さん",
                "text": "平成31年3月2日(2019年)生まれ 7歳 ・ 子 ・ 一緒に住んでいる",
                "edit_href": "#form",
                "remove_name": "remove",
                "remove_value": "1",
                "state": {"tone": "ok", "icon": "check", "text": "入力済み"},
            }
        ],
        "sent_files": [
            {
                "name": "資格情報のお知らせ.jpg",
                "note": "1.2MB",
                "image": True,
                "tone": "ok",
                "icon": "shield",
                "text": "暗号にしました",
            }
        ],
    }


def _progress() -> dict[str, Any]:
    return {
        "crumbs": [{"label": "手続き", "href": "#progress"}, {"label": "児童手当 認定請求"}],
        "steps": [
            {"title": "確認", "state": "done"},
            {"title": "入力", "current": True},
            {"title": "書類"},
            {"title": "送る"},
        ],
        "timeline": [
            {"tone": "ok", "icon": "check", "title": "受け付けました", "note": "11月9日(月)"},
            {
                "tone": "warn",
                "icon": "hold",
                "title": "直していただくのを待っています",
                "note": "11月17日(火)から",
                "current": True,
            },
            {"tone": "quiet", "icon": "stamp", "title": "決定", "note": "12月11日(金)までの見込み"},
        ],
        "clock": draw_clock(
            "sample-clock",
            [Stretch("used", 6), Stretch("paused", 3, "11月17日")],
            standard_days=20,
            start_label="11月9日",
            end_label="12月11日の見込み",
            summary="20開庁日のうち6日たちました。いまは3日とまっています。残りは14日です。",
        ),
    }


def _lists() -> dict[str, Any]:
    return {
        "tabs": [
            {"label": "自分の担当", "href": "#data", "count": 42, "current": True},
            {"label": "担当なし", "href": "#data", "count": 57},
        ],
        "columns": [
            {"key": "due", "label": "期限", "sorted": "ascending", "href": "#data"},
            {"key": "name", "label": "申請した人", "head": True},
            {"key": "procedure", "label": "手続き"},
            {"key": "fee", "label": "手数料", "num": True},
        ],
        "rows": [
            {"due": "あと2日", "name": "岬 陽太", "procedure": "子ども医療費", "fee": "無料"},
            {"due": "あと9日", "name": "沖 美咲", "procedure": "住民票の写し", "fee": "300円"},
        ],
        "pager": make_pager(QueryDict(), page=4, size=15, total=300),
    }


def _answers() -> dict[str, Any]:
    return {
        "answers": [
            {
                "label": "お名前",
                "text": "灯 あかり",
                "tag": {"tone": "info", "icon": "card", "text": "カードから"},
                "change_href": "#data",
            },
            {"label": "住所", "lines": ["〒000-0023", "灯台市灯川東二丁目8番5号"]},
        ],
        "links": [
            {"href": "#data", "label": "行き先の一覧", "note": "補足を一行"},
            {
                "href": "#data",
                "label": "保育所の入所申込み",
                "tag": {"tone": "warn", "text": "まもなく終わり"},
            },
        ],
        "thread": [
            {
                "who": "子育て支援課 佐波",
                "when": "11月18日 9時12分",
                "text": "届いてからで大丈夫です。",
            },
            {"mine": True, "when": "11月18日 12時03分", "text": "ありがとうございます。"},
        ],
        "facts": [
            {"icon": "clock", "label": "かかる時間", "strong": "約10分"},
            {
                "icon": "yen",
                "label": "手数料",
                "strong": "無料",
                "text": "振込みは市から行います。",
            },
        ],
        "dues": [
            describe_due(-1),
            describe_due(0),
            describe_due(2),
            describe_due(5, paused_days=3),
            describe_due(9),
        ],
    }


def _charts() -> dict[str, Any]:
    received = Series("受け付けた", (212.0, 198.0, 240.0, 255.0, 231.0, 187.0))
    decided = Series("決めた", (190.0, 205.0, 221.0, 249.0, 238.0, 160.0))
    online = Series("オンライン", (120.0, 118.0, 150.0, 171.0, 160.0, 139.0))
    paper = Series("紙", (92.0, 80.0, 90.0, 84.0, 71.0, 48.0))
    share = Series("割合", (8.2, 17.5, 28.9, 41.0, 52.4, None))
    return {
        "bar_chart": draw(
            "chart-bar", "受け付けた件数", "bar", MONTHS, [received], unit="件", category_label="月"
        ),
        "grouped_chart": draw(
            "chart-two",
            "受け付けと決定",
            "bar",
            MONTHS,
            [received, decided],
            unit="件",
            category_label="月",
        ),
        "stacked_chart": draw(
            "chart-stack",
            "申請の道すじ",
            "stacked",
            MONTHS,
            [online, paper],
            unit="件",
            category_label="月",
        ),
        "line_chart": draw(
            "chart-line",
            "オンラインで済んだ申請の割合",
            "line",
            YEARS,
            [share],
            unit="%",
            category_label="年度",
            target=("目標 70%", 70),
        ),
    }


def _plans() -> dict[str, Any]:
    free = {"state": "free", "name": "slot", "value": "1", "label": "空き", "note": "2,400円"}
    return {
        "slot_columns": [{"label": "午前", "note": "9–12時"}, {"label": "午後", "note": "13–17時"}],
        "slot_rows": [
            {
                "label": "12/2\n(水)",
                "cells": [
                    free | {"spoken": "12月2日 午前"},
                    free | {"spoken": "12月2日 午後", "checked": True},
                ],
            },
            {
                "label": "12/5\n(土)",
                "day": "sat",
                "cells": [
                    free | {"state": "lottery", "label": "抽選", "note": "7件", "spoken": "午前"},
                    {"state": "taken", "note": "予約あり", "spoken": "12月5日 午後"},
                ],
            },
        ],
    }


def _boards() -> dict[str, Any]:
    return {
        "stations": [
            {
                "title": "港橋(灯川)",
                "level": "alert",
                "value": "3.14",
                "unit": "m 水位",
                "note": "↑ 1時間に 0.52m",
                "trend": "M0 40 20 38 40 34 60 24 80 16 100 12",
                "trend_label": "直近6時間で1.9mから3.14mへ",
                "limit_y": 15,
            },
            {"title": "駅前アンダーパス", "level": "calm", "value": "0", "unit": "cm 冠水"},
        ],
        "periods": [{"label": "R7"}, {"label": "R8 いま", "current": True}, {"label": "R9"}],
        "plan": [
            {
                "title": "書かない窓口",
                "note": "市民課",
                "cells": [
                    {"text": "試行", "tone": "ok", "kind": "soft"},
                    {"text": "全窓口", "tone": "info", "kind": "solid"},
                    {"text": "見直し", "tone": "info", "kind": "plan"},
                ],
            }
        ],
    }


def _inbox() -> dict[str, Any]:
    return {
        "keys": [
            {"keys": ["J", "K"], "text": "下・上の行"},
            {"keys": ["Enter"], "text": "開く"},
            {"keys": ["X"], "text": "選ぶ"},
            {"keys": ["A"], "text": "自分の担当にする"},
            {"keys": ["/"], "text": "探す"},
            {"keys": ["?"], "text": "一覧"},
        ],
        "inbox": [
            {
                "number": "R8-4J2P-0251-3",
                "name": "舟木 渉",
                "due": describe_due(-1),
                "tone": "warn",
                "icon": "undo",
                "state": "補正が届いた",
            },
            {
                "number": "R8-4K4B-0268-4",
                "name": "岬 陽太",
                "due": describe_due(2),
                "tone": "info",
                "icon": "inbox",
                "state": "受付",
            },
        ],
    }
