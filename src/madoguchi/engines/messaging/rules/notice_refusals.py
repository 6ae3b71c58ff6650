# SPDX-License-Identifier: Apache-2.0
"""Why can a notice or a template not be approved, sent or shown, and what can be done instead?"""

from madoguchi.engines.messaging.rules.refusals import MessagingRefusal
from madoguchi.kernel.texts import text


class TemplateUnknown(MessagingRefusal):
    """There is no such template."""

    code = "messaging.template_unknown"
    status = 404
    sentence = text(
        "このひな形は見つかりません。", "There is no such template.", "この ひな形は ありません。"
    )
    what_next = text(
        "ひな形の一覧から開き直してください。",
        "Open it again from the list of templates.",
        "一覧から もういちど ひらいてください。",
    )


class TemplateNotApproved(MessagingRefusal):
    """The template has no version that may go out."""

    code = "messaging.template_not_approved"
    sentence = text(
        "ひな形「{template}」には、承認された版がありません。",
        "The template “{template}” has no approved version.",
        "「{template}」は まだ つかえません。",
    )
    what_next = text(
        "ひな形の画面で、案をほかの人に承認してもらってください。",
        "Have another person approve its draft on the page of templates.",
        "ほかの 人に 見て もらってください。",
    )


class TemplateFaulty(MessagingRefusal):
    """The text of a template cannot be kept as it is."""

    code = "messaging.template_faulty"
    sentence = text("{why}", "{why_en}", "{why_easy}")
    what_next = text(
        "文面を直して、もう一度保存してください。",
        "Correct the text and save it again.",
        "文を なおしてください。",
    )


class TemplateMoved(MessagingRefusal):
    """The version is no draft any more, or somebody has changed it meanwhile."""

    code = "messaging.template_moved"
    status = 409
    sentence = text(
        "このひな形は、ほかの人が先に動かしました。",
        "Somebody else has moved this template on.",
        "ほかの 人が さきに かえました。",
    )
    what_next = text(
        "画面を新しくして、いまの版を確かめてください。",
        "Reload the page and look at the present version.",
        "もういちど 画面を 見てください。",
    )


class HardToRead(MessagingRefusal):
    """The やさしい日本語 text has places that must be changed before it can be approved."""

    code = "messaging.hard_to_read"
    sentence = text(
        "やさしい日本語の文に、直す所が{count}か所あります。",
        "{count} places of the easy Japanese text must be changed.",
        "やさしい日本語の 文を なおしてください。{count}か所 あります。",
    )
    what_next = text(
        "文面の横に出ている「必ず直す」を直してください。やさしい日本語をやめて、日本語だけで送ることもできます。",
        "Correct what is marked beside the text, or leave the easy text out.",
        "文の よこを 見て なおしてください。",
    )


class NotCounted(MessagingRefusal):
    """Nobody has looked at how many people it will reach."""

    code = "messaging.not_counted"
    sentence = text(
        "送る人数をまだ数えていません。",
        "It has not been counted whom this will reach.",
        "何人に おくるか、まだ 見て いません。",
    )
    what_next = text(
        "「人数を数える」を押して、手段ごとの人数を確かめてください。",
        "Press “Count” and look at the numbers by channel.",
        "「人数を 数える」を おしてください。",
    )


class ApprovalNeeded(MessagingRefusal):
    """A mass notice goes out only when another person has approved it."""

    code = "messaging.approval_needed"
    sentence = text(
        "{people}人に送るお知らせには、ほかの人の承認が要ります。",
        "A notice to {people} people needs the approval of another person.",
        "{people}人に おくる お知らせは、ほかの 人が 見て からです。",
    )
    what_next = text(
        "「承認を頼む」を押して、同じ課の承認者に見てもらってください。",
        "Press “Ask for approval” and have an approver of your section look at it.",
        "「承認を たのむ」を おしてください。",
    )


class NotAsked(MessagingRefusal):
    """Nobody has asked for approval, or the notice was changed since."""

    code = "messaging.not_asked"
    status = 409
    sentence = text(
        "承認を頼まれていないか、頼んだ後で内容が変わっています。",
        "Approval was not asked for, or the notice has changed since.",
        "まだ たのまれて いません。",
    )
    what_next = text(
        "書いた人に、もう一度「承認を頼む」を押してもらってください。",
        "Have the writer ask for approval again.",
        "書いた 人に 言ってください。",
    )


class ConfirmAgain(MessagingRefusal):
    """A disaster notice is confirmed twice, the words being looked at in between."""

    code = "messaging.confirm_again"
    sentence = text(
        "災害のお知らせは、2回確かめてから送ります。",
        "A disaster notice is confirmed twice before it goes out.",
        "災害の お知らせは、2かい たしかめます。",
    )
    what_next = text(
        "文面と地域をもう一度見て、「いますぐ全員に送る」の確認欄に印を付けてください。",
        "Look at words and areas once more and tick the box “send to everybody now”.",
        "もういちど 見て、しるしを つけてください。",
    )


class PurposeMissing(MessagingRefusal):
    """Whoever looks at single people says why."""

    code = "messaging.purpose_missing"
    sentence = text(
        "一人ひとりの記録を見る理由を書いてください。",
        "Please say why you look at the records of single people.",
        "なぜ 見るのか、書いてください。",
    )
    what_next = text(
        "理由は、だれがいつ見たかといっしょに残り、ご本人も見られます。",
        "The reason is kept with who looked and when; the person can see it.",
        "りゆうは 本人も 見ることが できます。",
    )


class NewsUnknown(MessagingRefusal):
    """There is no such public announcement, or it was taken down."""

    code = "messaging.news_unknown"
    status = 404
    sentence = text(
        "このお知らせは、いまは出していません。",
        "This announcement is no longer shown.",
        "この お知らせは もう ありません。",
    )
    what_next = text(
        "お知らせの一覧で、いま出ているものを見られます。",
        "The list shows what stands now.",
        "お知らせの 一覧を 見てください。",
    )


class LinkWorn(MessagingRefusal):
    """The address in a message is broken or too old."""

    code = "messaging.link_worn"
    status = 404
    sentence = text(
        "このリンクは使えません。途中で切れているか、古くなっています。",
        "This link does not work. It is cut off or too old.",
        "この リンクは つかえません。",
    )
    what_next = text(
        "サインインして、お知らせの一覧か受け取り方の設定を開いてください。",
        "Sign in and open your messages or your message settings.",
        "サインインして、お知らせを 見てください。",
    )


class AudienceUnfit(MessagingRefusal):
    """What was typed about the audience does not make one."""

    code = "messaging.audience_unfit"
    sentence = text(
        "送る相手の書き方に直す所があります: {what}",
        "The audience needs correcting: {what}",
        "おくる 人の ところを なおしてください: {what}",
    )
    what_next = text(
        "子どもの生まれた月は 2025-04 のように、古い月から新しい月の順に書いてください。",
        "Write months of birth as 2025-04, the earlier one first.",
        "月は 2025-04 と 書いてください。",
    )
