# SPDX-License-Identifier: Apache-2.0
"""How does the product say no? Every refusal is typed and tells the reader what to do next."""

from typing import ClassVar

from madoguchi.kernel.texts import TextValue


class Refusal(Exception):
    """A request that the product declines, in words for the person who asked.

    Subclasses set ``code`` (stable, for APIs and tests) and ``status`` (HTTP).
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422
    sign_in: ClassVar[bool] = False
    """Whether it may open after a sign-in: the answer offers one and keeps what was typed."""

    def __init__(self, message: TextValue, *, next_step: TextValue | None = None) -> None:
        super().__init__(message.ja)
        self.message = message
        self.next_step = next_step


class NotFound(Refusal):
    """The thing asked for does not exist, or not for this person."""

    code = "not_found"
    status = 404


class NotAllowed(Refusal):
    """The person may not do this."""

    code = "not_allowed"
    status = 403


class Conflict(Refusal):
    """Someone else was faster, or the thing has moved on."""

    code = "conflict"
    status = 409
