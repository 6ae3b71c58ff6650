# SPDX-License-Identifier: Apache-2.0
"""What is answered to words or buttons on LINE? Always links; nothing about the person is said there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

from madoguchi.connectors.line.replies import Card, Quick, Reply
from madoguchi.kernel.text import normalise

_ENGLISH: Final = frozenset("abcdefghijklmnopqrstuvwxyz")
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "link": ("つなぐ", "連携", "link", "アカウント"),
    "survey": ("アンケート", "survey", "意見", "いけん"),
    "report": ("通報", "困", "こまった", "壊れ", "こわれ", "穴", "report", "broken", "街灯"),
    "book": ("予約", "よやく", "book", "reserve", "借り", "申込", "講座"),
    "mine": ("自分", "じぶん", "状況", "my", "進み"),
    "apply": ("手続", "てつづき", "申請", "届", "証明", "apply", "procedure", "転出", "転入"),
}
"""By which words each thing is meant; the first that fits wins."""
_LABELS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "ja": {
        "apply": ("手続きをする", "届出や証明書の申請ができます。"),
        "book": ("予約する", "施設・講座・相談・窓口の予約ができます。"),
        "report": ("困りごとを知らせる", "道路や公園の困りごとを知らせる窓口です。"),
        "survey": ("アンケートに答える", "いま受け付けているアンケートです。"),
        "mine": ("自分の申請・予約", "サインインすると、進み具合が見られます。"),
    },
    "en": {
        "apply": ("Apply", "Notifications and certificates."),
        "book": ("Book", "Rooms, courses, advice and counters."),
        "report": ("Report a problem", "Tell us about roads and parks."),
        "survey": ("Answer a survey", "The surveys that are open now."),
        "mine": ("My cases", "Sign in to see how they go."),
    },
    "easy": {
        "apply": ("てつづき", "届けや 証明書の てつづきです。"),
        "book": ("よやく", "へやや 講座の よやくです。"),
        "report": ("こまったこと", "道や 公園で こまった ことを 知らせます。"),
        "survey": ("アンケート", "アンケートに こたえます。"),
        "mine": ("じぶんの てつづき", "じぶんの てつづきを 見ます。"),
    },
}
_SAID: Final[Mapping[str, Mapping[str, str]]] = {
    "ja": {
        "open": "開く",
        "here": "こちらのページからどうぞ。",
        "what": "何をしますか。下のボタンから選んでください。このトークに、名前や住所などは書かないでください。",
        "hello": "友だち追加ありがとうございます。お知らせを受け取るには「つなぐ」を押してください。",
        "link": "つなぐ",
        "link_here": "このページでサインインして、アカウントをつないでください。10分のあいだ使えます。",
        "linked": "アカウントをつなぎました。これからのお知らせは、ここにも届きます。",
        "not_linked": "つなぐことができませんでした。もう一度「つなぐ」を押してください。",
    },
    "en": {
        "open": "Open",
        "here": "Please use this page.",
        "what": "What would you like to do? Choose below. Please do not write names or addresses here.",
        "hello": "Thank you for adding us. Press “Link” to receive notices.",
        "link": "Link",
        "link_here": "Sign in on this page to link your account. The address works for 10 minutes.",
        "linked": "Your account is linked. Notices will reach you here too.",
        "not_linked": "The link was not made. Please press “Link” again.",
    },
    "easy": {
        "open": "ひらく",
        "here": "この ページを 見てください。",
        "what": "何を しますか。下の ボタンを おしてください。名前や 住所は 書かないでください。",
        "hello": "ありがとうございます。お知らせが ほしい 人は「つなぐ」を おしてください。",
        "link": "つなぐ",
        "link_here": "この ページで サインイン してください。10分 つかえます。",
        "linked": "つながりました。これから お知らせが ここに とどきます。",
        "not_linked": "つながりませんでした。もういちど「つなぐ」を おしてください。",
    },
}


@dataclass(frozen=True, slots=True)
class Pages:
    """Where the portal's pages are; ``portal`` without a slash at its end."""

    portal: str
    apply: str = "/procedures/"
    book: str = "/booking/"
    report: str = "/procedures/"
    survey: str = "/procedures/"
    mine: str = "/mine/"

    def url(self, does: str) -> str:
        """The absolute address of what somebody wants to do."""
        return self.portal + str(getattr(self, does))


def find_wish(words: str) -> str:
    """What is meant: apply, book, report, survey, mine, link; empty where nobody can tell."""
    plain = normalise(words).lower()
    return next((does for does, all_ in WORDS.items() if any(w in plain for w in all_)), "")


def wish_of_data(data: str) -> str:
    """What a button means whose data are ``do=apply``."""
    found = parse_qs(data[:200]).get("do", [""])[0]
    return found if found in WORDS else ""


def language_of(words: str, *, known: str = "ja") -> str:
    """English where the words hold no letter but Latin ones; else what was known before."""
    letters = [c for c in normalise(words).lower() if c.isalpha()]
    return "en" if letters and all(c in _ENGLISH for c in letters) else known


def answer_wish(does: str, pages: Pages, *, language: str = "ja") -> Reply:
    """Cards with links for a wish; for none, what can be done."""
    labels, said = _LABELS.get(language, _LABELS["ja"]), _SAID.get(language, _SAID["ja"])
    if does in labels:
        title, sentence = labels[does]
        card = Card(title, sentence, said["open"], pages.url(does))
        return Reply(said["here"], [card], quick_buttons(language))
    return Reply(said["what"], (), quick_buttons(language))


def greet(language: str = "ja") -> Reply:
    """To a new friend."""
    return Reply(_SAID.get(language, _SAID["ja"])["hello"], (), quick_buttons(language))


def offer_link(url: str, language: str = "ja") -> Reply:
    """The page on which an account is linked."""
    said = _SAID.get(language, _SAID["ja"])
    return Reply(said["link"], [Card(said["link"], said["link_here"], said["open"], url)])


def tell_linked(*, is_linked: bool, language: str = "ja") -> Reply:
    """How linking went."""
    said = _SAID.get(language, _SAID["ja"])
    return Reply(said["linked" if is_linked else "not_linked"], (), quick_buttons(language))


def quick_buttons(language: str) -> tuple[Quick, ...]:
    """The buttons under a message."""
    labels, said = _LABELS.get(language, _LABELS["ja"]), _SAID.get(language, _SAID["ja"])
    found = [Quick(title, f"do={does}") for does, (title, _) in labels.items()]
    return (*found, Quick(said["link"], "do=link"))
