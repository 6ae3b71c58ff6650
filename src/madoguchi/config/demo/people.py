# SPDX-License-Identifier: Apache-2.0
"""Who lives and works in the demonstration city? All of them are fictional."""

import random
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Clerk:
    """A member of staff: sign-in name, name, section and post."""

    login: str
    name: str
    section: str
    post: str


@dataclass(frozen=True, slots=True)
class Resident:
    """Someone who files."""

    family: str
    given: str
    family_kana: str
    given_kana: str
    birth: date
    postcode: str
    town: str
    block: str
    building: str = ""
    phone: str = ""
    email: str = ""

    @property
    def name_answer(self) -> dict[str, str]:
        """The value of a person-name question."""
        return {
            "family": self.family,
            "given": self.given,
            "family_kana": self.family_kana,
            "given_kana": self.given_kana,
        }

    @property
    def address_answer(self) -> dict[str, str]:
        """The value of an address question."""
        return {
            "postcode": self.postcode,
            "town": self.town,
            "block": self.block,
            "building": self.building,
        }


STAFF = (
    Clerk("sanami", "佐波 みお", "child-support", "counter"),
    Clerk("eguchi", "江口 健", "child-support", "counter"),
    Clerk("takeuchi", "竹内 誠", "child-support", "chief"),
    Clerk("okada", "岡田 紗希", "citizens", "counter"),
    Clerk("hirose", "広瀬 正", "citizens", "chief"),
    Clerk("kitani", "木谷 遥", "tax", "counter"),
    Clerk("murase", "村瀬 徹", "tax", "chief"),
    Clerk("hino", "日野 葵", "environment", "counter"),
    Clerk("asada", "浅田 浩", "environment", "chief"),
    Clerk("sugi", "杉 千尋", "elderly-care", "counter"),
    Clerk("onda", "恩田 隆", "elderly-care", "chief"),
    Clerk("mizuno", "水野 岳", "water", "counter"),
    Clerk("nagao", "長尾 恵", "water", "chief"),
    Clerk("dobashi", "土橋 亮", "roads", "counter"),
    Clerk("ishida", "石田 悟", "roads", "chief"),
    Clerk("kuno", "久野 彩", "industry", "counter"),
    Clerk("hattori", "服部 学", "industry", "chief"),
    Clerk("sone", "曽根 翼", "disaster", "counter"),
    Clerk("tachibana", "橘 薫", "disaster", "chief"),
    Clerk("minagawa", "皆川 梢", "sports", "counter"),
    Clerk("todo", "藤堂 亘", "sports", "chief"),
    Clerk("okumura", "奥村 史", "learning", "counter"),
    Clerk("shirai", "白井 圭", "learning", "chief"),
    Clerk("aoki", "青木 優", "health", "counter"),
    Clerk("momose", "百瀬 香", "health", "chief"),
    Clerk("jinbo", "神保 純", "personnel", "counter"),
    Clerk("kusaka", "日下 誠一", "personnel", "chief"),
    Clerk("mori", "森 聡子", "accounting", "chief"),
    Clerk("denda", "伝田 光", "dx", "chief"),
    Clerk("hamaguchi", "浜口 守", "dx", "privacy"),
)
"""The staff who can sign in; 窓口係 佐波 and 課長 竹内 carry the main story."""

AKARI = Resident(
    "灯", "あかり", "トモシビ", "アカリ", date(1988, 4, 12), "0000023",
    "灯台県灯台市灯川東二丁目", "8番5号", "あかつき荘 201", "090-0000-1125",
    "akari@todai.example",
)  # fmt: skip
FUNAKI = Resident(
    "舟木", "渉", "フナキ", "ワタル", date(1996, 9, 30), "0000012",
    "灯台県灯台市港町三丁目", "2番1号", "", "090-0000-2301", "funaki@todai.example",
)  # fmt: skip
RESIDENTS = (AKARI, FUNAKI)
"""The residents with an account."""

_FAMILIES = (
    ("浜口", "ハマグチ"), ("汐見", "シオミ"), ("磯部", "イソベ"), ("岬", "ミサキ"),
    ("波多野", "ハタノ"), ("沖", "オキ"), ("帆足", "ホアシ"), ("入江", "イリエ"),
    ("渡", "ワタリ"), ("洲崎", "スサキ"), ("津田", "ツダ"), ("船越", "フナコシ"),
    ("潮田", "ウシオダ"), ("浦野", "ウラノ"), ("港", "ミナト"), ("白浜", "シラハマ"),
    ("大灘", "オオナダ"), ("瀬戸", "セト"), ("青海", "アオミ"), ("貝原", "カイバラ"),
    ("藻川", "モカワ"), ("砂田", "スナダ"), ("島津", "シマヅ"), ("錨", "イカリ"),
    ("鷗", "カモメ"), ("髙瀬", "タカセ"), ("濵田", "ハマダ"), ("𠮷見", "ヨシミ"),
)  # fmt: skip
_GIVEN = (
    ("結衣", "ユイ"), ("翔", "カケル"), ("さくら", "サクラ"), ("陽太", "ヨウタ"),
    ("美咲", "ミサキ"), ("健", "ケン"), ("文", "フミ"), ("早苗", "サナエ"), ("徹", "トオル"),
    ("マリア", "マリア"), ("一郎", "イチロウ"), ("学", "マナブ"), ("千夏", "チナツ"),
    ("悠真", "ユウマ"), ("凛", "リン"), ("蒼", "アオイ"), ("咲良", "サクラ"), ("大和", "ヤマト"),
    ("紬", "ツムギ"), ("湊", "ミナト"), ("陽菜", "ヒナ"), ("樹", "イツキ"), ("和子", "カズコ"),
    ("茂", "シゲル"), ("トメ", "トメ"), ("清", "キヨシ"), ("節子", "セツコ"), ("正", "タダシ"),
)  # fmt: skip
_TOWNS = (
    ("0000011", "灯台町一丁目"), ("0000012", "港町二丁目"), ("0000013", "浜町一丁目"),
    ("0000014", "汐見台四丁目"), ("0000015", "岬"), ("0000021", "灯川本町二丁目"),
    ("0000022", "灯川西一丁目"), ("0000023", "灯川東三丁目"), ("0000024", "松ヶ丘五丁目"),
    ("0000025", "朝凪一丁目"), ("0000033", "大字山手"),
)  # fmt: skip
_HOUSES = ("", "", "", "しおさい荘 102", "コーポ灯台 305", "グランみなと 801", "浜風ハイツ 2-1")


def make_resident(chance: random.Random, *, on: date, youngest: int = 22) -> Resident:
    """A resident made up from chance; the same seed gives the same person."""
    family, family_kana = chance.choice(_FAMILIES)
    given, given_kana = chance.choice(_GIVEN)
    postcode, town = chance.choice(_TOWNS)
    days = chance.randint(youngest * 366, 88 * 365)
    return Resident(
        family, given, family_kana, given_kana, on - timedelta(days=days), postcode,
        f"灯台県灯台市{town}", f"{chance.randint(1, 24)}番{chance.randint(1, 18)}号",
        chance.choice(_HOUSES), f"090-0000-{chance.randint(0, 9999):04}",
    )  # fmt: skip
