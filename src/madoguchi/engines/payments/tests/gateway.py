# SPDX-License-Identifier: Apache-2.0
"""A provider in memory that fails when it is told to."""

from dataclasses import dataclass, replace

from madoguchi.engines.payments.ports import GatewayAway, GatewayPayment, GatewayRefused


@dataclass
class FakeGateway:
    """What the port asks for; ``away`` counts calls that get no answer, done or not."""

    name: str = "fake"

    def __post_init__(self):
        self.rows, self.captures, self.lost, self.away = {}, 0, set(), set()
        self.return_urls = {}

    def _tell(self, verb, reference):
        if verb in self.lost:
            self.lost.discard(verb)
            raise GatewayAway("lost")
        return self.rows[reference]

    def _check(self, verb):
        if verb in self.away:
            raise GatewayAway("away")

    def authorise(self, *, reference, yen, route, return_url, seconds):
        self._check("authorise")
        self.return_urls[reference] = return_url
        self.rows.setdefault(
            reference,
            GatewayPayment(
                gateway_ref=f"gw-{reference}", reference=reference, state="created", yen=yen,
                redirect_url=f"https://pay.example/{reference}", refunds={},
            ),
        )  # fmt: skip
        return self._tell("authorise", reference)

    def pay(self, attempt, state="authorised", **more):
        self.rows[str(attempt.id)] = replace(self.rows[str(attempt.id)], state=state, **more)

    def capture(self, *, reference, yen):
        self._check("capture")
        row = self.rows[reference]
        if row.state != "captured":
            if row.state != "authorised":
                raise GatewayRefused(f"is_{row.state}")
            self.captures += 1
            self.rows[reference] = replace(row, state="captured", captured_yen=yen)
        return self._tell("capture", reference)

    def cancel(self, *, reference):
        self._check("cancel")
        if self.rows[reference].state == "captured":
            raise GatewayRefused("is_captured")
        self.rows[reference] = replace(self.rows[reference], state="cancelled")
        return self._tell("cancel", reference)

    def refund(self, *, reference, refund, yen):
        self._check("refund")
        row = self.rows[reference]
        if refund not in row.refunds:
            back = {**row.refunds, refund: yen}
            if sum(back.values()) > row.captured_yen:
                raise GatewayRefused("above_captured")
            self.rows[reference] = replace(row, refunds=back, refunded_yen=sum(back.values()))
        return self._tell("refund", reference)

    def find(self, *, reference):
        self._check("find")
        return self.rows.get(reference)

    def settlement(self, *, on):
        return b""

    def read_event(self, body, signature):
        if signature != "good":
            return None
        event, reference = body.decode().split()
        return {"id": event, "kind": "payment.authorised", "reference": reference}
