# SPDX-License-Identifier: Apache-2.0
"""Which page shows citizens their own account?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from madoguchi.platform.screens.policies import signed_in


@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """The e-mail address, and the ways to a new password and out."""
    return render(request, "identity/account.html", {"email": request.user.get_username()})
