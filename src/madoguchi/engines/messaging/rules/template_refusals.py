# SPDX-License-Identifier: Apache-2.0
"""Why can a template not be kept or not be sent?"""

from typing import ClassVar

from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import TextValue, text

_LIST = text(
    "使える項目の一覧を見て、書き直してください。",
    "Look at the list of variables and correct the text.",
    "つかえる ことばの リストを 見て、なおしてください。",
)


class TemplateRefusal(Refusal):
    """A refusal of templates; subclasses carry their words."""

    sentence: ClassVar[TextValue]
    what_next: ClassVar[TextValue] = _LIST

    def __init__(self, **values: object) -> None:
        super().__init__(
            self.sentence.fill(**values) if values else self.sentence, next_step=self.what_next
        )
        self.values = values


class VariableMissing(TemplateRefusal):
    """A value that the template needs was not given."""

    code = "messaging.variable_missing"
    sentence = text(
        "差しこむ項目「{label}」({name})の値がありません。",
        "There is no value for “{label}” ({name}).",
        "「{label}」({name})が ありません。",
    )
    what_next = text(
        "値を入れるか、文面からこの項目を外してください。何も送っていません。",
        "Give a value, or take the variable out of the text. Nothing has been sent.",
        "その ところを 書いてください。まだ おくっていません。",
    )


class VariableUnknown(TemplateRefusal):
    """The text or the values name something that the template does not have."""

    code = "messaging.variable_unknown"
    sentence = text(
        "差しこむ項目「{name}」は、このひな形にはありません。",
        "This template has no variable “{name}”.",
        "「{name}」は つかえません。",
    )


class BracesWrong(TemplateRefusal):
    """A brace that belongs to no variable."""

    code = "messaging.braces_wrong"
    sentence = text(
        "波かっこ { } の使い方が違います。波かっこの中に書けるのは、項目の名前だけです。",
        "A brace { } is out of place. Only the name of a variable may stand inside.",
        "{ } の つかいかたが ちがいます。",
    )


class ValueUnfit(TemplateRefusal):
    """A value that is not of its kind."""

    code = "messaging.value_unfit"
    sentence = text(
        "項目「{label}」({name})の値の形が違います。",
        "The value of “{label}” ({name}) is not of the right kind.",
        "「{label}」({name})の 書きかたが ちがいます。",
    )
    what_next = text(
        "日付は 2026-12-05、金額と数は数字だけ、リンクは https:// か / で始めて書いてください。",
        "Write dates as 2026-12-05, amounts and numbers in digits, links from https:// or /.",
        "日にちは 2026-12-05、お金は 数字だけ 書いてください。",
    )


class PersonalInShortForm(TemplateRefusal):
    """LINE, SMS and push notices carry nothing of the person."""

    code = "messaging.personal_in_short_form"
    sentence = text(
        "LINE・SMS・プッシュ通知の短い文に、個人の情報「{name}」は入れられません。",
        "The short form for LINE, SMS and push may not hold personal information (“{name}”).",
        "LINEや SMSの 文に、「{name}」は 書けません。",
    )
    what_next = text(
        "「お知らせが届いています」のように、内容がわからない文にしてください。くわしい内容は、サインインした画面で読めます。",
        "Say only that something new is there; the content is read after signing in.",
        "「お知らせが あります」と 書いてください。",
    )


class JapaneseMissing(TemplateRefusal):
    """Every notice has a Japanese text."""

    code = "messaging.japanese_missing"
    sentence = text(
        "日本語の文面がありません。",
        "There is no Japanese text.",
        "日本語の 文が ありません。",
    )
    what_next = text(
        "日本語の件名と本文を書いてください。ほかの言語は、それからで大丈夫です。",
        "Write the Japanese subject and text first; other languages may follow.",
        "まず 日本語で 書いてください。",
    )


class SubjectTooLong(TemplateRefusal):
    """A subject that is empty or too long to be read on a telephone."""

    code = "messaging.subject_too_long"
    sentence = text(
        "件名は1文字以上{most}文字以内で書いてください。",
        "A subject has 1 to {most} characters.",
        "タイトルは {most}文字までです。",
    )
    what_next = text(
        "何の知らせかがすぐわかる、短い言葉にしてください。",
        "Say in a few words what it is about.",
        "みじかく 書いてください。",
    )
