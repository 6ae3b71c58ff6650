# SPDX-License-Identifier: Apache-2.0
"""What happens to a program that comes without TLS where TLS is the rule?"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse

FOR_PROGRAMS = ("/zone/", "/api/", "/csp-report")


class TlsForPrograms:
    """Refuses a program that comes without TLS; people are led to HTTPS by Django.

    A program that is led on silently would go on to send everything in the clear first, and nobody
    would notice (ASVS V4.1.2).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        wanted = settings.SECURE_SSL_REDIRECT and request.path.startswith(FOR_PROGRAMS)
        if wanted and not request.is_secure():
            return JsonResponse({"code": "tls_needed"}, status=403)
        return self.get_response(request)
