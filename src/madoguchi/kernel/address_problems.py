# SPDX-License-Identifier: Apache-2.0
"""What can be wrong with an address, and in which words?"""

from dataclasses import dataclass

from madoguchi.kernel.texts import TextValue, text


@dataclass(frozen=True, slots=True)
class AddressProblem:
    """One find in a part of an address; without ``blocking`` it is only pointed out."""

    part: str
    code: str
    message: TextValue
    blocking: bool = True


def address_problem(
    part: str, code: str, message: TextValue, label: TextValue | None = None, **values: object
) -> AddressProblem:
    def filled(lang: str) -> str:
        shown = label.pick(lang) if label else ""
        return message.pick(lang).format(label=shown, **values)

    return AddressProblem(part, code, text(filled("ja"), filled("en"), filled("easy")))


LABELS = {
    "town": text("住所", "address", "住所"),
    "block": text("番地", "block number", "番地"),
    "building": text("建物名", "building", "たてものの 名前"),
}
MISSING = {
    "town": text(
        "市区町村と町の名前を入れてください。例: 灯台市港町一丁目",
        "Enter the city and town, such as 灯台市港町一丁目.",
        "市と 町の 名前を 入れてください。例: 灯台市港町一丁目",
    ),
    "block": text(
        "番地を入れてください。番地がないときは「番地なし」と入れてください。",
        "Enter the block number. If there is none, write 番地なし.",
        "番地を 入れてください。ないときは 「番地なし」と 書いてください。",
    ),
}
TOO_LONG = text(
    "{label}は{most}文字までで入れてください。いまは{count}文字です。",
    "The {label} may have up to {most} characters. You entered {count}.",
    "{label}は {most}文字までです。いまは {count}文字です。",
)
PREFECTURE = text(
    "都道府県の名前を確かめてください。「{name}」ではありませんか。",
    "Please check the name of the prefecture. Do you mean {name} ({name_en})?",
    "県の 名前を 見てください。「{name}」ですか。",
)
NO_TOWN = text(
    "住所が番号だけになっています。市区町村と町の名前を入れてください。",
    "The address has numbers only. Enter the city and the town too.",
    "住所が 数字だけです。市と 町の 名前を 入れてください。",
)
ZERO = text(
    "「{shown}」に0番があります。0という番地や号はありません。番号を確かめてください。",
    "“{shown}” holds the number 0, which no block has. Please check the numbers.",
    "「{shown}」に 0が あります。0の 番地は ありません。もういちど 見てください。",
)
TOO_MANY_NUMBERS = text(
    "「{shown}」は番地として長すぎます。例: 1-2-3、または1番2号",
    "“{shown}” is too long for a block number. Write it like 1-2-3 or 1番2号.",
    "「{shown}」は 長すぎます。例: 1-2-3",
)
NOT_OWN_CITY = text(
    "この郵便番号は{label}のものではありません。{label}の住所を入れてください。",
    "This postcode is not in {label}. Enter an address in {label}.",
    "この 郵便番号は {label}では ありません。{label}の 住所を 入れてください。",
)
OTHER_TOWN = text(
    "郵便番号{postcode}の町は{names}です。郵便番号か町の名前を直してください。",
    "The postcode {postcode} belongs to {names}. Please correct the postcode or the town.",
    "郵便番号 {postcode}は {names}です。番号か 町の 名前を なおしてください。",
)
NO_CHOME = text(
    "{name}は{last}丁目までです。丁目を確かめてください。",
    "{name} has {last} 丁目 (chome). Please check the number.",
    "{name}は {last}丁目までです。もういちど 見てください。",
)
NEVER_CHOME = text(
    "{name}に丁目はありません。町の名前を確かめてください。",
    "{name} has no 丁目 (chome). Please check the town.",
    "{name}に 丁目は ありません。もういちど 見てください。",
)
NO_CITY = text(
    "市区町村の名前から入れてください。例: 東京都千代田区千代田",
    "Begin with the city, ward, town or village, such as 東京都千代田区千代田.",
    "市・区・町・村の 名前から 書いてください。例: 東京都千代田区千代田",
)
