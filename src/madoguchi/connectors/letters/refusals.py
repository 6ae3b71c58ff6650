# SPDX-License-Identifier: Apache-2.0
"""In which words is a letter declined that could not be delivered?"""

from madoguchi.kernel.refusal import NotFound, Refusal
from madoguchi.kernel.texts import TextValue, text

_AT_COUNTER: TextValue = text(
    "住所を直してから、もう一度お試しください。分からないときは、市役所の窓口か電話でおたずねください。",
    "Please correct the address and try again, or ask at the city hall or by telephone.",
    "住所を なおしてください。わからない ときは、市役所に 電話してください。",
)


class AddressUnreadable(Refusal):
    """The block has no postcode, or not the lines of an address and a name."""

    code = "letters.address_unreadable"

    def __init__(self) -> None:
        super().__init__(
            text(
                "郵便番号、住所、お名前の3つがそろっていないか、長すぎて封筒の窓に入りません。",
                "Postcode, address and name are not all there, or too long for the envelope’s window.",
                "郵便番号、住所、名前が たりないか、ながすぎます。",
            ),
            next_step=_AT_COUNTER,
        )


class AddressWithoutNumber(Refusal):
    """The address names a place without a number."""

    code = "letters.address_without_number"

    def __init__(self) -> None:
        super().__init__(
            text(
                "住所に番地がありません。このままでは郵便が届きません。",
                "The address has no number. A letter would not arrive.",
                "住所に 番地が ありません。手紙が とどきません。",
            ),
            next_step=_AT_COUNTER,
        )


class BatchUnknown(NotFound):
    """No such batch waits, or it was printed and taken away."""

    code = "letters.batch_unknown"

    def __init__(self) -> None:
        super().__init__(
            text(
                "この印刷の束は、もうありません。",
                "This batch of letters is no longer there.",
                "この 束は ありません。",
            ),
            next_step=text(
                "印刷待ちの一覧を開き直してください。",
                "Open the list of batches again.",
                "もういちど 一覧を 見てください。",
            ),
        )
