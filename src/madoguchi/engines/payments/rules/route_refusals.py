# SPDX-License-Identifier: Apache-2.0
"""Why can a slip not be printed, a file not be read, money not be taken at the counter?"""

from typing import ClassVar

from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import TextValue, text

ASK_TREASURER = text(
    "わからないときは、会計課に確かめてください。",
    "If you are unsure, ask the treasurer's section.",
    "わからない ときは、会計課に きいてください。",
)
CHOOSE_AGAIN = text(
    "ファイルを選び直すか、送り元に作り直しを頼んでください。何も取り込んでいません。",
    "Choose the file again, or ask its sender for a new one. Nothing was taken in.",
    "ファイルを もういちど えらんでください。何も 入って いません。",
)


class RouteRefusal(Refusal):
    """A refusal of the ways to pay; subclasses carry their words."""

    sentence: ClassVar[TextValue]
    what_next: ClassVar[TextValue] = ASK_TREASURER

    def __init__(self, **values: object) -> None:
        super().__init__(
            self.sentence.fill(**values) if values else self.sentence,
            next_step=self.what_next.fill(**values) if values else self.what_next,
        )
        self.values = values


class AmountAboveSlip(RouteRefusal):
    """Convenience stores take at most 300,000 yen with one slip."""

    code = "payments.amount_above_slip"
    sentence = text(
        "コンビニで使える納付書は30万円までです。この金額は{yen}円です。",
        "A slip for convenience stores holds at most 300,000 yen. This is {yen} yen.",
        "コンビニでは 30万円までです。これは {yen}円です。",
    )
    what_next = text(
        "分割にするか、金融機関、ページーまたはクレジットカードの方法を選んでください。",
        "Pay in instalments, or choose a bank, Pay-easy or a card.",
        "わけて はらうか、銀行を えらんでください。",
    )


class SlipAmountWrong(RouteRefusal):
    """A slip needs an amount of at least one yen."""

    code = "payments.slip_amount_wrong"
    sentence = text(
        "納付書の金額は1円以上です。いまの金額は{yen}円です。",
        "A slip needs an amount of at least 1 yen. This is {yen} yen.",
        "お金は 1円から です。いまは {yen}円です。",
    )


class SlipCodeWrong(RouteRefusal):
    """The digits are no slip code."""

    code = "payments.slip_code_wrong"
    sentence = text(
        "納付書のバーコードとして読めません({why})。",
        "These digits are no bar code of a payment slip ({why}).",
        "バーコードが よめません({why})。",
    )
    what_next = text(
        "バーコードをもう一度読み取るか、下の44けたの数字を入れてください。",
        "Scan the bar code again, or type the 44 digits beneath it.",
        "もういちど よみとるか、44の 数字を 入れてください。",
    )


class ElNumberWrong(RouteRefusal):
    """One of the four numbers does not have its shape."""

    code = "payments.el_number_wrong"
    sentence = text(
        "{part}が正しくありません({why})。",
        "{part} is not right ({why}).",
        "{part}が ちがいます({why})。",
    )
    what_next = text(
        "納付書の番号をもう一度見て、数字だけを入れてください。",
        "Look at the slip once more and type the digits only.",
        "紙の 番号を もういちど 見てください。",
    )


class FileUnknown(RouteRefusal):
    """Nobody knows how to read this file."""

    code = "payments.file_unknown"
    sentence = text(
        "このファイルの種類はわかりません。",
        "This file is of no known kind.",
        "この ファイルは わかりません。",
    )
    what_next = CHOOSE_AGAIN


class RecordBroken(RouteRefusal):
    """One record of a file does not keep its form; nothing of the file is taken in."""

    code = "payments.record_broken"
    sentence = text(
        "{line}行目が正しくありません: {why}",
        "Line {line} is broken: {why}",
        "{line}行目が ちがいます: {why}",
    )
    what_next = CHOOSE_AGAIN


class TotalsDiffer(RouteRefusal):
    """The trailer of a file says other totals than its records have."""

    code = "payments.totals_differ"
    sentence = text(
        "合計が合いません。末尾の記録は{told}、明細の合計は{counted}です。",
        "The totals differ: the trailer says {told}, the records add up to {counted}.",
        "ごうけいが ちがいます。{told}と {counted}です。",
    )
    what_next = CHOOSE_AGAIN


class NameUnwritable(RouteRefusal):
    """A name holds signs that banks do not take."""

    code = "payments.name_unwritable"
    sentence = text(
        "「{written}」には、銀行に送れない文字「{signs}」があります。",
        "“{written}” holds signs that banks do not take: {signs}",
        "「{written}」の「{signs}」は つかえません。",
    )
    what_next = text(
        "通帳の表紙にあるカタカナで入れてください。",
        "Enter the name in katakana, as on the cover of the bank book.",
        "つうちょうの カタカナで 入れてください。",
    )


class AccountWrong(RouteRefusal):
    """Bank, branch or account number does not have its shape."""

    code = "payments.transfer_account_wrong"
    sentence = text(
        "{part}が正しくありません。{shape}で入れてください。",
        "{part} is not right. Enter {shape}.",
        "{part}が ちがいます。{shape}で 入れてください。",
    )
    what_next = text(
        "通帳かキャッシュカードの番号を確かめてください。",
        "Look at the bank book or the cash card.",
        "つうちょうか カードを 見てください。",
    )


class BillerMissing(RouteRefusal):
    """The city's codes as a biller are not set."""

    code = "payments.biller_missing"
    sentence = text(
        "収納の契約の番号がまだ登録されていないため、納付書を作れません。",
        "The city's codes for collecting are not set, so no slip can be made.",
        "納付書は まだ 作れません。",
    )
    what_next = text(
        "会計課の責任者に、設定(payments の biller)を頼んでください。",
        "Ask a senior of the treasurer's section to set “biller” of payments.",
        "会計課に きいてください。",
    )


class NoSlipNeeded(RouteRefusal):
    """Nothing is left to be paid, so no slip is needed."""

    code = "payments.no_slip_needed"
    status = 409
    sentence = text(
        "納める金額が残っていないため、納付書は作れません。",
        "Nothing is left to pay, so there is no slip.",
        "もう はらう お金は ありません。",
    )
    what_next = text(
        "納付の記録は、この債権のページにあります。",
        "What was paid stands on the page of this due.",
        "はらった 記録を 見てください。",
    )


class FileEmpty(RouteRefusal):
    """A file without a single payment."""

    code = "payments.file_empty"
    sentence = text(
        "このファイルには明細が1件もありません。",
        "There is not one payment in this file.",
        "この ファイルには 何も ありません。",
    )
    what_next = CHOOSE_AGAIN


class AlreadyTakenIn(RouteRefusal):
    """The same file was taken in before."""

    code = "payments.already_taken_in"
    status = 409
    sentence = text(
        "このファイルは、すでに「{name}」として取り込まれています。",
        "This file was taken in before, as “{name}”.",
        "この ファイルは もう「{name}」で 入って います。",
    )
    what_next = text(
        "二重に消し込むことはありません。「取り込んだファイル」で結果を見てください。",
        "Nothing is booked twice. Look at the result under “Files”.",
        "けっかを 見てください。",
    )
