# SPDX-License-Identifier: Apache-2.0
"""Which prefecture does an address begin with?"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prefecture:
    """A prefecture (都道府県) with its two-digit code of JIS X 0401."""

    code: str
    name: str
    name_en: str

    @property
    def stem(self) -> str:
        """The name without 都, 府 or 県; 北海道 stays whole."""
        return self.name if self.name == "北海道" else self.name[:-1]


_NAMES = """北海道 Hokkaido 青森県 Aomori 岩手県 Iwate 宮城県 Miyagi 秋田県 Akita 山形県 Yamagata
福島県 Fukushima 茨城県 Ibaraki 栃木県 Tochigi 群馬県 Gunma 埼玉県 Saitama 千葉県 Chiba 東京都 Tokyo
神奈川県 Kanagawa 新潟県 Niigata 富山県 Toyama 石川県 Ishikawa 福井県 Fukui 山梨県 Yamanashi 長野県 Nagano
岐阜県 Gifu 静岡県 Shizuoka 愛知県 Aichi 三重県 Mie 滋賀県 Shiga 京都府 Kyoto 大阪府 Osaka 兵庫県 Hyogo
奈良県 Nara 和歌山県 Wakayama 鳥取県 Tottori 島根県 Shimane 岡山県 Okayama 広島県 Hiroshima
山口県 Yamaguchi 徳島県 Tokushima 香川県 Kagawa 愛媛県 Ehime 高知県 Kochi 福岡県 Fukuoka 佐賀県 Saga
長崎県 Nagasaki 熊本県 Kumamoto 大分県 Oita 宮崎県 Miyazaki 鹿児島県 Kagoshima 沖縄県 Okinawa"""

PREFECTURES: tuple[Prefecture, ...] = tuple(
    Prefecture(f"{number:02}", found[1], found[2])
    for number, found in enumerate(re.finditer(r"(\S+) (\S+)", _NAMES), start=1)
)


_BY_NAME = {p.name: p for p in PREFECTURES}
_BY_STEM = {p.stem.removesuffix("道"): p for p in PREFECTURES}
_NAMED = re.compile("|".join(_BY_NAME))
_MISNAMED = re.compile(f"({'|'.join(_BY_STEM)})[都道府県]")


def find_prefecture(address: str) -> Prefecture | None:
    """The prefecture that an address begins with, or None."""
    found = _NAMED.match(address)
    return _BY_NAME[found[0]] if found else None


def find_misnamed_prefecture(address: str) -> Prefecture | None:
    """The prefecture that an address means but ends wrongly (東京県, 大阪県, 愛知府), or None."""
    if find_prefecture(address) is not None:
        return None
    found = _MISNAMED.match(address)
    return _BY_STEM[found[1]] if found else None
