# SPDX-License-Identifier: Apache-2.0
"""Out and back with a real provider: accounts, mandates, and everything that must not pass."""

import re
import threading
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from madoguchi.connectors.oidc.client import SecretClient
from madoguchi.connectors.oidc.refusals import (
    AnswerMismatch,
    Cancelled,
    ProviderDown,
    ProviderRefusedUs,
    TokenRefused,
)
from madoguchi.connectors.oidc_gbizid.claims import read_claims
from madoguchi.connectors.oidc_gbizid.prover import GbizidProver
from madoguchi.connectors.oidc_gbizid.twin.__main__ import make
from madoguchi.connectors.oidc_gbizid.twin.application import GbizTwin
from madoguchi.connectors.oidc_gbizid.twin.people import ACCOUNTS, PASSWORD

BACK = "http://127.0.0.1:8000/accounts/business/return/"
AT = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


@pytest.fixture
def twin():
    made = GbizTwin("", "todai", "s3cret", (BACK,))
    server = make(made, 0)
    made.base = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def prover(twin):
    return GbizidProver(twin.base, SecretClient("todai", "s3cret"))


def sign_in(twin, url, account, **form):
    page = httpx.get(url)
    handle = re.search(r'action="(/twin/[^"]+)"', page.text)[1]
    done = httpx.post(
        twin.base + handle, data={"account": account, "password": PASSWORD, "do": "in"} | form
    )
    return dict(parse_qsl(urlsplit(done.headers["Location"]).query))


def prove(prover, twin, account):
    url, kept = prover.begin(redirect_uri=BACK)
    return prover.finish(
        answer=sign_in(twin, url, account), kept=kept, redirect_uri=BACK, at=datetime.now(UTC)
    )


@pytest.mark.parametrize("account", ["prime", "member", "entry"])
def test_each_kind_of_account_is_told_with_the_corporation(twin, prover, account):
    proof = prove(prover, twin, account)
    assert (proof.kind, proof.number, proof.name) == (
        account,
        "5000000000202",
        "有限会社みさき製網",
    )
    assert proof.representative == "濵﨑 髙志"
    assert proof.address == "灯台県灯台市岬21番地"
    assert "みさき" not in repr(proof)


def test_a_sole_proprietor_has_no_corporate_number(twin, prover):
    proof = prove(prover, twin, "sole")
    assert (proof.sole, proof.number, proof.kind) == (True, "", "prime")


def test_a_mandate_names_principal_scope_and_period(twin, prover):
    proof = prove(prover, twin, "agent")
    assert proof.number == "6000000000201"
    mandate = proof.mandate_for("road-occupancy", date(2026, 11, 21))
    assert (mandate.number, mandate.name) == ("5000000000202", "有限会社みさき製網")
    assert proof.mandate_for("bulky-waste", date(2026, 11, 21)) is None
    assert proof.mandate_for("road-occupancy", date(2026, 3, 31)) is None
    assert proof.mandate_for("road-occupancy", date(2030, 4, 1)) is None
    assert prove(prover, twin, "late-agent").mandate_for("dx-subsidy", date(2026, 11, 21)) is None


def test_accounts_are_ordered():
    proofs = {
        k: read_claims(ACCOUNTS[k] | {"sub": "x"}, at=AT) for k in ("entry", "member", "prime")
    }
    assert proofs["prime"].is_at_least("member")
    assert proofs["member"].is_at_least("member")
    assert not proofs["entry"].is_at_least("member")
    assert not proofs["prime"].is_at_least("emperor")


@pytest.mark.parametrize(
    "change",
    [
        {"account_type": "9"},
        {"account_type": None},
        {"corp_type": "3"},
        {"corporate_number": "5000000000203"},
        {"corporate_number": 5000000000202},
        {"name": ["x"]},
        {"mandate_info": [{"corporate_number": "1"}]},
        {"mandate_info": [7]},
        {"mandate_info": [{"corporate_number": "5000000000202", "end_ymd": "soon"}]},
    ],
)
def test_claims_in_another_shape_prove_nothing(change):
    with pytest.raises(TokenRefused):
        read_claims(ACCOUNTS["prime"] | {"sub": "x"} | change, at=AT)


def test_stopping_says_so(twin, prover):
    url, kept = prover.begin(redirect_uri=BACK)
    with pytest.raises(Cancelled):
        prover.finish(
            answer=sign_in(twin, url, "prime", do="cancel"), kept=kept, redirect_uri=BACK,
            at=datetime.now(UTC),
        )  # fmt: skip


def test_another_state_secret_or_verifier_is_refused(twin, prover):
    url, kept = prover.begin(redirect_uri=BACK)
    answer = sign_in(twin, url, "prime")
    at = datetime.now(UTC)
    with pytest.raises(AnswerMismatch):
        prover.finish(answer=answer | {"state": "x"}, kept=kept, redirect_uri=BACK, at=at)
    stranger = GbizidProver(twin.base, SecretClient("todai", "wrong"))
    with pytest.raises(ProviderRefusedUs):
        stranger.finish(answer=answer, kept=kept, redirect_uri=BACK, at=at)
    with pytest.raises(ProviderRefusedUs):
        prover.finish(answer=answer, kept=kept | {"verifier": "y" * 43}, redirect_uri=BACK, at=at)


def test_a_provider_that_is_away_is_named():
    away = GbizidProver("http://127.0.0.1:9", SecretClient("todai", "s"))
    with pytest.raises(ProviderDown) as caught:
        away.finish(
            answer={"code": "c", "state": "s"},
            kept={"state": "s", "nonce": "n", "verifier": "v"},
            redirect_uri=BACK,
            at=AT,
        )
    assert "GビズID" in caught.value.message.ja
