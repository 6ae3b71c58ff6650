# SPDX-License-Identifier: Apache-2.0
"""What does the page say that asks who acts for whom?"""

from typing import Any


def _t(ja: str, en: str, easy: str) -> dict[str, str]:
    return {"ja": ja, "en": en, "easy": easy}


STEP: dict[str, Any] = {
    "title": _t("手続きする方", "Who acts", "だれが 手続きしますか"),
    "intro": _t(
        "本人に代わって手続きをするときは、ここで代わりの方のことを聞きます。つぎのページからは、すべて本人のことを入れてください。",
        "If you act for another person, we ask about you here. From the next page on, everything is about that person.",
        "ほかの人の かわりに するときは、ここで あなたの ことを 聞きます。つぎの ページからは 本人の ことを 書いてください。",
    ),
}
ROLES: dict[str, dict[str, str]] = {
    "self": _t("本人", "The person concerned", "自分の 手続き"),
    "guardian": _t(
        "法定代理人(親権者、後見人など)",
        "Legal guardian (parent, appointed guardian)",
        "親や 後見人",
    ),
    "agent": _t(
        "任意代理人(本人から頼まれた方)", "Agent (asked by the person)", "本人に たのまれた人"
    ),
    "helper": _t(
        "入力の手伝い(職員や支援員が本人の前で入力)",
        "Help with typing (staff type while the person is there)",
        "書くのを てつだう人",
    ),
}
_FILE = {"type": "file", "accept": ["image", "pdf"], "at_most": 5}
QUESTIONS: dict[str, dict[str, Any]] = {
    "acting_as": {
        "id": "acting_as",
        "type": "choice",
        "statistics": True,
        "correctable": False,
        "label": _t("手続きするのはどなたですか", "Who fills this in?", "だれが 書いて いますか"),
        "why": _t(
            "本人と、代わりに手続きをする方を、取り違えないためです。",
            "So that the person and whoever acts for them are not mixed up.",
            "人を まちがえない ためです。",
        ),
    },
    "acting_name": {
        "id": "acting_name",
        "type": "person_name",
        "searchable": True,
        "label": _t("代わりに手続きをする方のお名前", "Your own name", "あなたの 名前"),
        "hint": _t(
            "本人ではなく、いま入力しているあなたのお名前です。",
            "Not the person's but your own.",
            "本人では なく、あなたの 名前です。",
        ),
    },
    "acting_address": {
        "id": "acting_address",
        "type": "address",
        "label": _t("代わりに手続きをする方の住所", "Your own address", "あなたの 住所"),
        "hint": _t(
            "仕事として手続きをする方は、勤め先の所在地を入れてください。",
            "If you act as part of your work, that of your workplace.",
            "しごとの 人は、しごとの 場所を 書いてください。",
        ),
    },
    "acting_phone": {
        "id": "acting_phone",
        "type": "phone",
        "label": _t("代わりに手続きをする方の電話番号", "Your own telephone", "あなたの 電話番号"),
    },
    "acting_guardian": {
        "id": "acting_guardian",
        "type": "choice",
        "label": _t("本人との関係", "Your relation to the person", "本人との 関係"),
        "options": [
            {
                "id": "parent",
                "label": _t("親権者(父・母)", "Parent with custody", "お父さん・お母さん"),
            },
            {"id": "minor", "label": _t("未成年後見人", "Guardian of a minor", "未成年後見人")},
            {
                "id": "adult",
                "label": _t(
                    "成年後見人・保佐人・補助人",
                    "Guardian or curator of an adult",
                    "成年後見人など",
                ),
            },
        ],
    },
    "acting_relation": {
        "id": "acting_relation",
        "type": "text",
        "max_length": 40,
        "label": _t("本人との関係", "Your relation to the person", "本人との 関係"),
        "example": _t("長女、行政書士", "daughter, solicitor", "むすめ"),
    },
    "acting_place": {
        "id": "acting_place",
        "type": "text",
        "max_length": 60,
        "label": _t("手伝う方の所属", "Where you work", "しごとの 場所"),
        "example": _t("岬地区センター", "Misaki district office", "岬地区センター"),
    },
    "acting_proof": {
        "id": "acting_proof",
        "type": "choice",
        "label": _t(
            "委任を示す方法", "How you show your mandate", "たのまれたことを どう 見せますか"
        ),
        "options": [
            {
                "id": "paper",
                "label": _t("委任状を付ける", "Attach a letter of authority", "委任状を つける"),
            },
            {
                "id": "mandate",
                "label": _t(
                    "GビズIDの委任を使う", "Use a mandate at GBizID", "GビズIDの 委任を つかう"
                ),
            },
        ],
    },
    "acting_paper_guardian": {
        **_FILE,
        "label": _t(
            "代理人であることがわかる書類",
            "Proof that you are the guardian",
            "親や 後見人だと わかる 紙",
        ),
        "hint": _t(
            "親権者は戸籍謄本など、後見人は登記事項証明書。3か月以内に出されたもの。",
            "Parents: family register; guardians: certificate of registration. Issued within three months.",
            "戸籍や 登記の 紙。3か月より 新しいもの。",
        ),
    },
    "acting_paper_agent": {
        **_FILE,
        "label": _t("委任状", "Letter of authority", "委任状"),
        "hint": _t(
            "本人が、頼む内容と日付、本人と代理人のお名前・住所を書いたもの。",
            "Written by the person: what is asked, the date, and both names and addresses.",
            "本人が 書いた 紙。たのむ こと、日、2人の 名前と 住所。",
        ),
    },
    "acting_paper_helper": {
        **_FILE,
        "label": _t("所属がわかるもの", "Proof of where you work", "しごとの カード"),
    },
    "acting_consent": {
        "id": "acting_consent",
        "type": "consent",
        "label": _t("本人の意思", "The person's wish", "本人の 気もち"),
        "text": _t(
            "本人の意思(未成年の方などは本人の利益)に沿って手続きをします。入力した内容を本人に読み聞かせるか、見せて確かめます。",
            "I act as the person wishes (or, for a minor, in their interest), and have them check what I enter.",
            "本人の 気もちの とおりに 手続きします。書いた ことを 本人に 見せます。",
        ),
    },
}
