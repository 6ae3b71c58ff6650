# SPDX-License-Identifier: Apache-2.0
"""Why does the engine say no, and what can the reader do?"""

from madoguchi.engines.procedures.rules.seasons import SeasonState
from madoguchi.kernel.eras import format_date, format_wareki_weekday
from madoguchi.kernel.refusal import Conflict, NotAllowed, NotFound, Refusal
from madoguchi.kernel.texts import TextValue, text

_FIND = text(
    "手続きの一覧から選び直すか、市役所にお電話ください。",
    "Please choose from the list of procedures, or call the city hall.",
    "手続きの 一覧から えらぶか、市役所に 電話してください。",
)
_NUMBER_AND_CODE = text(
    "受付票の番号と確認番号を、もう一度確かめてください。受付票がないときは、窓口か電話でおたずねください。",
    "Please check the number and the code on your receipt. Without a receipt, ask at the counter or by telephone.",
    "うけつけの 紙の 番号を もういちど 見てください。紙が ないときは、市役所に 電話してください。",
)


class ProcedureUnknown(NotFound):
    """There is no such procedure on this portal, or it is not offered any more."""

    code = "procedure.unknown"

    def __init__(self) -> None:
        super().__init__(
            text(
                "この手続きは、いま受け付けていません。",
                "This procedure is not offered at present.",
                "この 手続きは、いま ありません。",
            ),
            next_step=_FIND,
        )


class CodeNeeded(NotAllowed):
    """The procedure is only for those who were given a code."""

    code = "procedure.code_needed"

    def __init__(self) -> None:
        super().__init__(
            text(
                "このコードでは開けません。コードの文字と、使える期間を確かめてください。",
                "This code does not open the procedure. Please check its characters and its period.",
                "この コードでは ひらけません。コードを もういちど 見てください。",
            ),
            next_step=text(
                "コードは、市から届いた案内にあります。見つからないときは、案内にある係へお電話ください。",
                "The code is in the letter from the city. If you cannot find it, call the section named there.",
                "コードは、市から とどいた 手紙に あります。ないときは 電話してください。",
            ),
        )


class OutOfSeason(Refusal):
    """Applications are not taken on this day."""

    code = "procedure.out_of_season"

    def __init__(self, state: SeasonState) -> None:
        super().__init__(_season_sentence(state), next_step=_FIND)


class SignInNeeded(NotAllowed):
    """The procedure cannot be filed as a guest."""

    code = "procedure.sign_in_needed"

    def __init__(self) -> None:
        super().__init__(
            text(
                "この手続きは、ログインしてから始めてください。",
                "Please sign in before starting this procedure.",
                "この 手続きは、ログインしてから はじめてください。",
            )
        )


class CardNeeded(NotAllowed):
    """The procedure asks for a card, and none was held (or too long ago)."""

    code = "procedure.card_needed"

    def __init__(self) -> None:
        super().__init__(
            text(
                "送る前に、マイナンバーカードで本人確認をしてください。",
                "Please prove who you are with your My Number Card before sending.",
                "おくる まえに、マイナンバーカードで 確認してください。",
            )
        )


class SignatureNeeded(NotAllowed):
    """The procedure asks for a signature, and there is none over what is to be sent now."""

    code = "procedure.signature_needed"

    def __init__(self) -> None:
        super().__init__(
            text(
                "送る前に、マイナンバーカードで電子署名をしてください。",
                "Please sign with your My Number Card before sending.",
                "おくる まえに、カードで 電子署名を してください。",
            )
        )


class BusinessNeeded(NotAllowed):
    """The procedure asks a corporation to prove itself, and it has not, or not well enough."""

    code = "procedure.business_needed"

    def __init__(self) -> None:
        super().__init__(
            text(
                "送る前に、GビズIDで会社・団体を確認してください。",
                "Please prove your business with GBizID before sending.",
                "おくる まえに、GビズIDで 確認してください。",
            )
        )


class DraftUnknown(NotFound):
    """No draft of this address is open to this person."""

    code = "draft.unknown"

    def __init__(self) -> None:
        super().__init__(
            text(
                "この書きかけの申請を開けません。30日たって消えたか、ほかの端末で書かれたものです。",
                "This draft cannot be opened: it has expired after 30 days, or was written on another device.",
                "この 申請は ひらけません。30日 たって きえたか、ほかの 機械で 書いた ものです。",
            ),
            next_step=text(
                "再開番号があれば「書きかけの申請」から続けられます。ないときは、もう一度始めるか、市役所にお電話ください。",
                "With a resume number you can go on from “Drafts”. Otherwise please start again or call the city hall.",
                "再開番号が あれば、つづけられます。ないときは、もういちど はじめてください。",
            ),
        )


class DraftMoved(Conflict):
    """Another tab saved the draft in this very moment."""

    code = "draft.moved"

    def __init__(self) -> None:
        super().__init__(
            text(
                "別の画面で、いま同じ申請が保存されました。内容を確かめて、もう一度送ってください。",
                "Another window has just saved this application. Please check it and send again.",
                "べつの 画面で いま 保存されました。もういちど 見てから おくってください。",
            )
        )


class NotComplete(Refusal):
    """Some answers are missing or cannot stand."""

    code = "application.not_complete"

    def __init__(self, count: int) -> None:
        super().__init__(
            text(
                f"あと{count}か所、直すところがあります。",
                f"There is still something to correct in {count} place(s).",
                f"あと {count}つ なおしてください。",
            )
        )


class NotEligible(Refusal):
    """The requirements are not met."""

    code = "application.not_eligible"

    def __init__(self, because: TextValue) -> None:
        super().__init__(because)


class ReceiptUnknown(NotFound):
    """Number and secret do not belong together; which of them is wrong is not told."""

    code = "receipt.unknown"

    def __init__(self) -> None:
        super().__init__(
            text(
                "この受付番号と確認番号の組み合わせが見つかりません。",
                "There is no application with this number and code.",
                "この 番号の 申請が 見つかりません。",
            ),
            next_step=_NUMBER_AND_CODE,
        )


class TooManyTries(Refusal):
    """Someone has to wait before the next try."""

    code = "receipt.too_many_tries"
    status = 429

    def __init__(self, seconds: int) -> None:
        minutes = -(-seconds // 60)
        super().__init__(
            text(
                f"番号の入れ間違いが続いたので、{minutes}分ほど待ってから、もう一度お試しください。",
                f"After several wrong entries, please wait about {minutes} minutes and try again.",
                f"まちがいが つづきました。{minutes}分 まってから、もういちど 入れてください。",
            ),
            next_step=_NUMBER_AND_CODE,
        )
        self.retry_after = seconds


class ApplicationUnknown(NotFound):
    """The application is not open to this person; said alike of one that does not exist."""

    code = "application.unknown"
    sign_in = True

    def __init__(self) -> None:
        super().__init__(
            text(
                "この申請を開くには、受付番号と確認番号を入れるか、申請したアカウントでログインしてください。",
                "To open this application, enter its number and code, or sign in with the account that filed it.",
                "この 申請を ひらくには、受付番号と 確認番号を 入れてください。",
            ),
            next_step=_NUMBER_AND_CODE,
        )


class AlreadyEnded(Conflict):
    """The application is over; this cannot be done any more."""

    code = "application.ended"

    def __init__(self) -> None:
        super().__init__(
            text(
                "この申請は、もう終わっています。",
                "This application has already ended.",
                "この 申請は、もう おわって います。",
            ),
            next_step=text(
                "聞きたいことがあるときは、受付番号を手もとに、お電話ください。",
                "If you have a question, please call with your receipt number at hand.",
                "聞きたい ことが あるときは、電話してください。",
            ),
        )


class TooManyAmendments(Refusal):
    """A day's worth of requests for correction was sent."""

    code = "application.too_many_amendments"
    status = 429

    def __init__(self) -> None:
        super().__init__(
            text(
                "今日は、もうたくさんの訂正の求めを送っています。続きは明日送ってください。",
                "Many requests were sent today. Please send the next one tomorrow.",
                "きょうは たくさん 送りました。つぎは あした 送って ください。",
            ),
            next_step=text(
                "急ぐときは、担当の課にお電話ください。",
                "If it is urgent, please call the section in charge.",
                "いそぐときは 電話して ください。",
            ),
        )


class RevisionConflict(Conflict):
    """The same revision arrived with another definition."""

    code = "revision.conflict"


def _season_sentence(state: SeasonState) -> TextValue:
    season = state.season
    if season is None:
        raise ValueError("a procedure without seasons is always open")
    if state.openness == "not_yet":
        day, english = season.opens_on, format_date(season.opens_on, "en")
        return text(
            f"受付は{format_wareki_weekday(day)}からです。",
            f"Applications are taken from {english}.",
            f"{format_wareki_weekday(day)}から できます。",
        )
    day, english = season.closes_on, format_date(season.closes_on, "en")
    return text(
        f"受付は{format_wareki_weekday(day)}で終わりました。",
        f"Applications closed on {english}.",
        f"{format_wareki_weekday(day)}で おわりました。",
    )
