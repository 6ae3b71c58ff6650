# SPDX-License-Identifier: Apache-2.0
"""Which audience does a form ask for, and what does the form show of an audience that is there?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from pydantic import ValidationError

from madoguchi.engines.messaging.rules.audience import (
    AllOf,
    Audience,
    Everyone,
    InAreas,
    Interested,
    Listed,
    TakingPart,
    WithChildren,
)
from madoguchi.engines.messaging.rules.notice_refusals import AudienceUnfit

_REF = re.compile(r"[a-z]+:[a-z0-9:_-]{1,110}")


@dataclass(frozen=True, slots=True)
class TypedAudience:
    """What stands in the form. Each thing that is given narrows: people must fit all of them."""

    topics: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    born_from: str = ""
    born_to: str = ""
    participants: str = ""
    list_id: str = ""


def build_audience(typed: TypedAudience) -> Audience:
    """The audience of a form; everybody who takes the topic where nothing is given.

    Raises:
        AudienceUnfit: months, a reference or a list that cannot be read.
    """
    parts = list(_parts(typed))
    if not parts:
        return Everyone()
    return parts[0] if len(parts) == 1 else AllOf(of=tuple(parts))


def _parts(typed: TypedAudience) -> Iterator[Audience]:
    if typed.topics:
        yield Interested(topics=typed.topics)
    if typed.areas:
        yield InAreas(codes=typed.areas)
    if typed.born_from or typed.born_to:
        yield _children(typed)
    if typed.participants:
        if not _REF.fullmatch(typed.participants):
            raise AudienceUnfit(what=typed.participants[:40])
        yield TakingPart(ref=typed.participants)
    if typed.list_id:
        try:
            yield Listed(list_id=UUID(typed.list_id))
        except ValueError:
            raise AudienceUnfit(what=typed.list_id[:40]) from None


def _children(typed: TypedAudience) -> WithChildren:
    first, last = typed.born_from or typed.born_to, typed.born_to or typed.born_from
    try:
        return WithChildren(born_from=first, born_to=last)
    except ValidationError:
        raise AudienceUnfit(what=f"{first} – {last}") from None


def typed_of(audience: Audience) -> TypedAudience:
    """The form of an audience that such a form has made; what is more complex shows empty."""
    parts = audience.of if isinstance(audience, AllOf) else (audience,)
    found: dict[str, object] = {}
    for one in parts:
        if isinstance(one, Interested):
            found["topics"] = one.topics
        elif isinstance(one, InAreas):
            found["areas"] = one.codes
        elif isinstance(one, WithChildren):
            found |= {"born_from": one.born_from, "born_to": one.born_to}
        elif isinstance(one, TakingPart):
            found["participants"] = one.ref
        elif isinstance(one, Listed):
            found["list_id"] = str(one.list_id)
    return TypedAudience(**found)  # type: ignore[arg-type]
