# SPDX-License-Identifier: Apache-2.0
"""Back from the provider of corporations: is it proof, and how does the person go on?"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from pydantic import BaseModel

from madoguchi.platform.identity.business.ports import corporate_prover
from madoguchi.platform.identity.business.round_trip import BusinessNotOffered, business_address
from madoguchi.platform.identity.card.round_trip import Asked
from madoguchi.platform.identity.card.views import come_back
from madoguchi.platform.screens.policies import open_to_all


@open_to_all("the provider sends people here; without this browser's own request it does nothing")
@never_cache
def business_return(request: HttpRequest) -> HttpResponse:
    """The same way back as from the card's provider."""
    return come_back(request, _finish, kinds={"business"})


def _finish(asked: Asked, answer: dict[str, str], at: datetime) -> BaseModel:
    prover = corporate_prover()
    if prover is None:
        raise BusinessNotOffered
    return prover.finish(answer=answer, kept=asked.kept, redirect_uri=business_address(), at=at)
