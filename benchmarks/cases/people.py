# SPDX-License-Identifier: Apache-2.0
"""Who has filed the measured cases? A made-up city's people, with names as unevenly spread as real ones."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from madoguchi.kernel.city import City
from madoguchi.kernel.eras import format_wareki
from madoguchi.kernel.numerals import to_kanji_number

_FIRST_PARTS = (
    ("山", "ヤマ"), ("川", "カワ"), ("田", "タ"), ("石", "イシ"), ("木", "キ"), ("小", "コ"),
    ("大", "オオ"), ("中", "ナカ"), ("高", "タカ"), ("髙", "タカ"), ("松", "マツ"), ("竹", "タケ"),
    ("浜", "ハマ"), ("濵", "ハマ"), ("森", "モリ"), ("林", "ハヤシ"), ("岡", "オカ"), ("島", "シマ"),
    ("北", "キタ"), ("西", "ニシ"), ("東", "ヒガシ"), ("南", "ミナミ"), ("上", "ウエ"), ("下", "シモ"),
    ("古", "フル"), ("新", "ニイ"), ("長", "ナガ"), ("広", "ヒロ"), ("安", "ヤス"), ("吉", "ヨシ"),
    ("𠮷", "ヨシ"), ("藤", "フジ"), ("桜", "サクラ"), ("梅", "ウメ"), ("福", "フク"), ("金", "カネ"),
)  # fmt: skip
_LAST_PARTS = (
    ("田", "ダ"), ("本", "モト"), ("川", "カワ"), ("山", "ヤマ"), ("村", "ムラ"), ("口", "グチ"),
    ("野", "ノ"), ("井", "イ"), ("島", "ジマ"), ("崎", "サキ"), ("﨑", "サキ"), ("沢", "サワ"),
    ("原", "ハラ"), ("谷", "タニ"), ("橋", "ハシ"), ("岡", "オカ"), ("木", "キ"), ("内", "ウチ"),
    ("尾", "オ"), ("塚", "ツカ"), ("辺", "ベ"), ("邊", "ベ"), ("見", "ミ"), ("戸", "ト"),
)  # fmt: skip
_GIVEN_STARTS = (
    ("陽", "ハル"), ("悠", "ユウ"), ("美", "ミ"), ("真", "マ"), ("和", "カズ"), ("正", "マサ"),
    ("健", "ケン"), ("智", "トモ"), ("直", "ナオ"), ("俊", "トシ"), ("幸", "ユキ"), ("千", "チ"),
    ("久", "ヒサ"), ("義", "ヨシ"), ("明", "アキ"), ("沙", "サ"), ("裕", "ヒロ"), ("恵", "エ"),
)  # fmt: skip
_GIVEN_ENDS = (
    ("子", "コ"), ("美", "ミ"), ("樹", "キ"), ("人", "ト"), ("一", "イチ"), ("介", "スケ"),
    ("太", "タ"), ("香", "カ"), ("奈", "ナ"), ("代", "ヨ"), ("雄", "オ"), ("郎", "ロウ"),
    ("也", "ヤ"), ("輝", "キ"), ("里", "リ"), ("江", "エ"), ("斗", "ト"), ("菜", "ナ"),
)  # fmt: skip
_HOUSES = (
    "",
    "",
    "",
    "しおさい荘",
    "コーポ灯台",
    "グランみなと",
    "浜風ハイツ",
    "メゾン汐見",
    "第二あかつき荘",
)

_RELATIVES = 20_000


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who files, as the answers have them."""

    name: dict[str, str]
    birth: dict[str, str]
    address: dict[str, str]
    phone: str
    email: str | None

    @property
    def full_name(self) -> str:
        """Family and given name as a clerk types them."""
        return f"{self.name['family']} {self.name['given']}"


class Town:
    """Draws people; the same seed draws the same people."""

    def __init__(self, city: City, chance: random.Random, *, on: date) -> None:
        self.chance, self.on = chance, on
        self.families = [(a + b, x + y) for a, x in _FIRST_PARTS for b, y in _LAST_PARTS if a != b]
        random.Random(7).shuffle(self.families)
        # The commonest name belongs to 1 in 60, as 佐藤 does in Japan.
        self.weights = list(accumulate(1 / (rank + 16) for rank in range(len(self.families))))
        self.given = [(a + b, x + y) for a, x in _GIVEN_STARTS for b, y in _GIVEN_ENDS if a != b]
        self.places = _places(city)
        self.births: dict[int, dict[str, str]] = {}
        self.relatives = [self.draw_name() for _ in range(_RELATIVES)]

    def draw(self) -> Person:
        """One more inhabitant."""
        chance = self.chance
        name = self.draw_name()
        postcode, town = chance.choice(self.places)
        house = chance.choice(_HOUSES)
        serial = chance.randrange(10**8)
        return Person(
            name=name,
            birth=self.draw_birth(18, 92),
            address={
                "postcode": postcode,
                "town": town,
                "block": f"{chance.randint(1, 40)}番{chance.randint(1, 30)}号",
                "building": f"{house} {chance.randint(1, 9)}0{chance.randint(1, 8)}"
                if house
                else "",
            },
            phone=f"090-{serial // 10_000:04}-{serial % 10_000:04}",
            email=f"p{serial}@example.jp" if chance.random() < 0.6 else None,
        )

    def draw_name(self) -> dict[str, str]:
        """A person's name with its reading."""
        (family,) = self.chance.choices(self.families, cum_weights=self.weights)
        given = self.chance.choice(self.given)
        return {
            "family": family[0], "given": given[0], "family_kana": family[1], "given_kana": given[1],
        }  # fmt: skip

    def draw_birth(self, youngest: int, oldest: int) -> dict[str, str]:
        """A day of birth as an answer."""
        age = self.chance.randint(youngest * 365, oldest * 365)
        if age not in self.births:
            self.births[age] = day_answer(self.on - timedelta(days=age))
        return self.births[age]


def day_answer(day: date) -> dict[str, str]:
    """A day as an answer."""
    return {"value": day.isoformat(), "text": format_wareki(day), "precision": "day"}


def _places(city: City) -> list[tuple[str, str]]:
    before = f"{city.prefecture.ja}{city.name.ja}"
    return [
        (town.postcode, f"{before}{town.name}" + (f"{to_kanji_number(n)}丁目" if n else ""))
        for town in city.postcodes
        for n in (range(1, town.chome + 1) if town.chome else (0,))
    ]


def answers_of(size: str, person: Person, town: Town, *, from_on: dict[str, str]) -> dict[str, Any]:
    """What this person has answered in a procedure of a size."""
    chance = town.chance
    answers: dict[str, Any] = {
        "name": person.name,
        "birth": person.birth,
        "address": person.address,
        "phone": person.phone,
        "email": person.email,
        "kind": chance.choice(("new", "change", "end", "other")),
        "copies": chance.randint(1, 3),
        "words": _sentence(chance) if chance.random() < 0.4 else None,
    }
    if size != "small":
        answers |= {"from_on": from_on, "place": person.address["town"]}
        answers |= {f"agree_{n}": chance.random() < 0.7 for n in range(1, 7)}
    if size == "large":
        members = range(chance.randint(0, 3))
        answers["members"] = [
            {"member_name": town.draw_name(), "member_birth": town.draw_birth(0, 17)}
            for _ in members
        ]
        answers["account"] = {
            "bank_code": "0001", "branch_code": f"{chance.randint(1, 999):03}", "kind": "ordinary",
            "number": f"{chance.randrange(10**7):07}", "holder_kana": "トウダイ タロウ",
        }  # fmt: skip
        answers["yen"] = chance.randint(1, 60) * 5_000
    return answers


_WHEN = (
    "朝早く",
    "平日の昼に",
    "土曜日に",
    "夕方から",
    "今月中に",
    "できるだけ早く",
    "来週のはじめに",
)
_WHO = ("家族が", "わたしが", "勤め先の者が", "代わりの者が", "管理人が", "母が")
_WHAT = (
    "受け取りに行きます", "電話で確かめたいです", "立ち会います", "前の住所で調べてください",
    "書類を持って行きます", "日にちを変えたいです", "道路の前に置きます", "窓口で説明を聞きたいです",
)  # fmt: skip


def _sentence(chance: random.Random) -> str:
    return f"{chance.choice(_WHEN)}{chance.choice(_WHO)}{chance.choice(_WHAT)}。"
