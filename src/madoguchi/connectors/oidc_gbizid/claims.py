# SPDX-License-Identifier: Apache-2.0
"""What do the claims of GビズID say: which account, which corporation, which mandates?

The only place that knows the names of claims. Anything in another shape is refused, a corporate
number with a wrong check digit too; an account without a kind that we know proves nothing.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from madoguchi.connectors.oidc.refusals import TokenRefused
from madoguchi.kernel.ids import CorporateNumberWrong, parse_corporate_number
from madoguchi.kernel.proofs import AccountKind, CorporateProof, Mandate

METHOD = "gbizid"
_KINDS: dict[str, AccountKind] = {"1": "entry", "2": "prime", "3": "member"}
_CORPORATION, _SOLE = "1", "2"


def read_claims(told: Mapping[str, Any], *, at: datetime) -> CorporateProof:
    """The proof that the claims make. Raises TokenRefused where they cannot be read."""
    kind, form = _KINDS.get(str(told.get("account_type"))), str(told.get("corp_type"))
    if kind is None or form not in {_CORPORATION, _SOLE}:
        raise TokenRefused("no kind of account that is known")
    sole = form == _SOLE
    try:
        return CorporateProof(
            method=METHOD,
            at=at,
            subject=str(told["sub"]),
            kind=kind,
            sole=sole,
            number="" if sole else parse_corporate_number(_text(told, "corporate_number")),
            name=_text(told, "name"),
            address=_join(told, "prefecture_name", "address1", "address2"),
            representative=_join(told, "rep_last_nm", "rep_first_nm", between=" "),
            user=_join(told, "user_last_nm", "user_first_nm", between=" "),
            mandates=tuple(_mandate(one) for one in told.get("mandate_info") or ()),
        )
    except (AttributeError, KeyError, TypeError, ValueError, CorporateNumberWrong) as error:
        raise TokenRefused("the claims have another shape") from error


def _mandate(told: Mapping[str, Any]) -> Mandate:
    return Mandate(
        number=parse_corporate_number(_text(told, "corporate_number")),
        name=_text(told, "name"),
        address=_join(told, "prefecture_name", "address1", "address2"),
        representative=_join(told, "rep_last_nm", "rep_first_nm", between=" "),
        scopes=tuple(str(one) for one in told.get("services") or ()),
        from_on=_day(told, "start_ymd"),
        until_on=_day(told, "end_ymd"),
    )


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name) or ""
    if not isinstance(value, str):
        raise TypeError(name)
    return value


def _join(told: Mapping[str, Any], *names: str, between: str = "") -> str:
    return between.join(part for part in (_text(told, name) for name in names) if part)


def _day(told: Mapping[str, Any], name: str) -> date | None:
    written = _text(told, name)
    return date.fromisoformat(written) if written else None
