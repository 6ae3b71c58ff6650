# SPDX-License-Identifier: Apache-2.0
"""Why can a notice not be written or sent, and what can be done instead?"""

from typing import ClassVar

from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import TextValue, text

ASK = text(
    "わからないときは、広報担当か情報政策課に電話してください。",
    "If you are unsure, telephone public relations or the information section.",
    "わからない ときは、市役所に 電話してください。",
)


class MessagingRefusal(Refusal):
    """A refusal of this engine; subclasses carry their words."""

    sentence: ClassVar[TextValue]
    what_next: ClassVar[TextValue] = ASK

    def __init__(self, **values: object) -> None:
        super().__init__(
            self.sentence.fill(**values) if values else self.sentence,
            next_step=self.what_next.fill(**values) if values else self.what_next,
        )
        self.values = values


class NoticeUnknown(MessagingRefusal):
    """There is no such notice, or not for this person."""

    code = "messaging.notice_unknown"
    status = 404
    sentence = text(
        "このお知らせは見つかりません。", "There is no such notice.", "この お知らせは ありません。"
    )
    what_next = text(
        "お知らせの一覧から開き直してください。",
        "Open it again from the list of notices.",
        "お知らせの 一覧から もういちど ひらいてください。",
    )


class TopicUnknown(MessagingRefusal):
    """There is no such topic."""

    code = "messaging.topic_unknown"
    status = 404
    sentence = text(
        "用件「{topic}」はありません。",
        "There is no topic “{topic}”.",
        "「{topic}」は ありません。",
    )
    what_next = text(
        "用件の一覧から選び直してください。",
        "Choose again from the list of topics.",
        "一覧から もういちど えらんでください。",
    )


class NobodyToTell(MessagingRefusal):
    """The audience is empty."""

    code = "messaging.nobody_to_tell"
    sentence = text(
        "送る相手が1人もいません。お知らせは送っていません。",
        "Nobody is in this audience. Nothing was sent.",
        "おくる 人が いません。おくって いません。",
    )
    what_next = text(
        "対象の条件を広げるか、用件を受け取る人がいるかを確かめてください。",
        "Widen the audience, or check whether anybody takes this topic.",
        "おくる 人の 条件を 見なおしてください。",
    )


class TextMissing(MessagingRefusal):
    """A language that must be there has no words."""

    code = "messaging.text_missing"
    sentence = text(
        "{language}の件名と本文を書いてください。",
        "Please write subject and text in {language}.",
        "{language}の 題と 文を 書いてください。",
    )
    what_next = text(
        "日本語は必ず要ります。災害のお知らせは2つ以上のことばで書いてください。",
        "Japanese is always needed; a disaster notice needs at least two languages.",
        "日本語は いつも いります。災害は 2つ より 多い ことばで 書いてください。",
    )


class ChainUnfit(MessagingRefusal):
    """The chain of channels is empty, or names one that there is not, or one twice."""

    code = "messaging.chain_unfit"
    sentence = text(
        "送る手段の順番「{chain}」を使えません。",
        "The order of channels “{chain}” cannot be used.",
        "おくる 順番「{chain}」は つかえません。",
    )
    what_next = text(
        "LINE、プッシュ通知、メール、SMS、郵便から、同じものを2度選ばずに並べてください。",
        "Choose from LINE, push, e-mail, SMS and letter, each once.",
        "LINE、プッシュ、メール、SMS、てがみから えらんでください。",
    )


class NotToBeChanged(MessagingRefusal):
    """The notice has moved on."""

    code = "messaging.not_to_be_changed"
    status = 409
    sentence = text(
        "このお知らせは「{state}」なので、いまは変えられません。",
        "This notice is “{state}” and cannot be changed now.",
        "この お知らせは「{state}」です。いまは かえられません。",
    )
    what_next = text(
        "画面を新しくして、いまの状態を確かめてください。",
        "Reload the page and look at the present state.",
        "もういちど 画面を 見てください。",
    )


class OwnNotice(MessagingRefusal):
    """Who wrote a notice may not approve it."""

    code = "messaging.own_notice"
    status = 403
    sentence = text(
        "自分で書いたお知らせは承認できません。",
        "You cannot approve a notice that you wrote.",
        "じぶんで 書いた お知らせは 承認できません。",
    )
    what_next = text(
        "同じ課のほかの承認者に頼んでください。",
        "Ask another approver of your section.",
        "ほかの 人に たのんでください。",
    )


class KeyUsed(MessagingRefusal):
    """The key belongs to another notice."""

    code = "messaging.key_used"
    status = 409
    sentence = text(
        "同じ印のお知らせが、別の内容ですでにあります。",
        "A notice with this key exists already, with other words.",
        "おなじ しるしの お知らせが もう あります。",
    )
    what_next = text(
        "前のお知らせを開いて、内容を確かめてください。",
        "Open the earlier notice and compare.",
        "まえの お知らせを 見てください。",
    )


class AddressUnfit(MessagingRefusal):
    """The address does not have the shape of its channel."""

    code = "messaging.address_unfit"
    sentence = text(
        "このあて先には送れません。書き方を確かめてください。",
        "Nothing can be sent to this address. Please check how it is written.",
        "この あて先には おくれません。もういちど 見てください。",
    )
    what_next = text(
        "メールは「名前@example.jp」、電話番号は「090-0000-0000」のように書きます。",
        "Write an e-mail address as name@example.jp, a number as 090-0000-0000.",
        "メールは「なまえ@example.jp」、電話は「090-0000-0000」と 書きます。",
    )


class CodeWrong(MessagingRefusal):
    """The code is not the one that was sent, or is too old."""

    code = "messaging.code_wrong"
    sentence = text(
        "確認コードが違うか、期限が過ぎています。",
        "The code is wrong or too old.",
        "コードが ちがうか、ふるく なりました。",
    )
    what_next = text(
        "届いたメールかSMSの6けたをもう一度入れるか、新しいコードを送ってください。",
        "Enter the six digits that you received once more, or have a new code sent.",
        "とどいた 6つの 数字を もういちど 入れてください。",
    )


class AddressUnknown(MessagingRefusal):
    """There is no such address of this person."""

    code = "messaging.address_unknown"
    status = 404
    sentence = text(
        "このあて先は登録されていません。",
        "This address is not registered.",
        "この あて先は ありません。",
    )
    what_next = text(
        "受け取り方の設定から登録し直してください。",
        "Register it again in your message settings.",
        "設定の ページで もういちど 入れてください。",
    )


class ConsentNotPossible(MessagingRefusal):
    """A topic that everyone is told of cannot be declined."""

    code = "messaging.always_told"
    sentence = text(
        "この用件は、安全や手続きのために必ずお知らせするので、断れません。",
        "Everyone is told of this topic for safety or for a procedure; it cannot be declined.",
        "これは たいせつな お知らせです。とめることは できません。",
    )
    what_next = text(
        "受け取る手段は、受け取り方の設定で選べます。",
        "You can choose over which channels in your message settings.",
        "とどけ方は 設定で えらべます。",
    )
