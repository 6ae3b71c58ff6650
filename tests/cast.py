# SPDX-License-Identifier: Apache-2.0
"""Who lives and works in the tests? The fixed cast of townspeople and clerks (登場人物)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Resident:
    """A resident of 灯台市 or a newcomer."""

    family: str
    given: str
    family_kana: str
    given_kana: str
    birth: date
    email: str
    phone: str
    postcode: str
    address: str
    password: str = "minato no akari 2026"

    @property
    def name(self) -> str:
        """Family and given name with a space."""
        return f"{self.family} {self.given}"


@dataclass(frozen=True, slots=True)
class Clerk:
    """A member of the city's staff with one post."""

    name: str
    login: str
    email: str
    section: str
    post: str
    roles: frozenset[str]
    password: str = "shigoto no kagi 2026"


AKARI = Resident(
    family="灯",
    given="あかり",
    family_kana="トモシビ",
    given_kana="アカリ",
    birth=date(1988, 4, 12),
    email="akari@example.jp",
    phone="090-0000-1125",
    postcode="000-0023",
    address="灯台県灯台市灯川東二丁目8番5号 あかつき荘 201",
)
"""灯 あかり: a resident with two children, なぎ (7) and はる (newborn)."""

FUNAKI = Resident(
    family="舟木",
    given="渡",
    family_kana="フナキ",
    given_kana="ワタル",
    birth=date(1996, 9, 30),
    email="funaki@example.jp",
    phone="080-0000-2301",
    postcode="000-0031",
    address="灯台県灯台市船着町一丁目3番2号",
)
"""舟木 渡: a newcomer who has just moved to the city."""

MINATO = Resident(
    family="港",
    given="太郎",
    family_kana="ミナト",
    given_kana="タロウ",
    birth=date(1946, 2, 11),
    email="minato@example.jp",
    phone="0000-24-0080",
    postcode="000-0012",
    address="灯台県灯台市港町三丁目4番1号",
)
"""港 太郎: 80 years old, without a mobile phone."""

SANAMI = Clerk(
    name="佐波 みお",
    login="sanami",
    email="sanami@city.todai.example.jp",
    section="child-support",
    post="counter",
    roles=frozenset({"case_worker"}),
)
"""窓口係 佐波: works on cases at the counter of the child support section."""

TAKEUCHI = Clerk(
    name="竹内 誠",
    login="takeuchi",
    email="takeuchi@city.todai.example.jp",
    section="child-support",
    post="chief",
    roles=frozenset({"case_worker", "decider", "senior"}),
)
"""課長 竹内: decides the cases of the child support section."""

MORI = Clerk(
    name="森 聡子",
    login="mori",
    email="mori@city.todai.example.jp",
    section="accounting",
    post="chief",
    roles=frozenset({"case_worker", "decider", "senior", "treasurer"}),
)
"""会計管理者 森: is in charge of the city's money."""

RESIDENTS = (AKARI, FUNAKI, MINATO)
CLERKS = (SANAMI, TAKEUCHI, MORI)
