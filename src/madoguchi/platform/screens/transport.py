# SPDX-License-Identifier: Apache-2.0
"""What happens to a request that comes without TLS where TLS is the rule?"""

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.middleware.security import SecurityMiddleware

FOR_PROGRAMS = ("/zone/", "/api/", "/csp-report")


class TlsOrNothing(SecurityMiddleware):
    """People are led to HTTPS; programs are refused.

    A program that is led on silently would go on to send everything in the clear first, and nobody
    would notice (ASVS V4.1.2).
    """

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:
        """Refuse, lead on, or let pass."""
        if self.redirect and not request.is_secure() and request.path.startswith(FOR_PROGRAMS):
            return JsonResponse({"code": "tls_needed"}, status=403)
        answer: HttpResponseBase | None = super().process_request(request)
        return answer
