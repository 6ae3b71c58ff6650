# SPDX-License-Identifier: Apache-2.0
"""Out and back with a real provider process: what proves, and everything that must not."""

import httpx
import pytest

from madoguchi.connectors.oidc.refusals import (
    AnswerMismatch,
    ProviderDown,
    ProviderRefusedUs,
    TokenRefused,
)
from madoguchi.connectors.oidc_jpki.check import check
from madoguchi.connectors.oidc_jpki.prover import JpkiProver
from madoguchi.connectors.oidc_jpki.refusals import CardCancelled, CardInvalid, TimedOut
from madoguchi.connectors.oidc_jpki.tests.conftest import (
    BACK,
    answer_of,
    hold,
    instant,
    new_client,
    start_twin,
)


def finish(prover, answer, kept):
    return prover.finish(answer=answer, kept=kept, redirect_uri=BACK, at=instant())


def test_a_held_card_proves_the_person_and_tells_the_basic_four(twin, prover):
    url, kept = prover.begin(redirect_uri=BACK)
    proof = finish(prover, hold(twin, url), kept)
    assert (proof.level, proof.method, proof.acr) == ("card", "jpki_app", "aal3 crl")
    assert proof.person.name == "灯 あかり"
    assert proof.person.birth == "19880412"
    assert proof.person.gender == "2"
    assert "灯川東二丁目" in proof.person.address
    assert "灯" not in repr(proof)


def test_the_name_of_a_person_is_stable_and_differs_between_people(twin, prover):
    subjects = []
    for holder in ("akari", "akari", "wataru"):
        url, kept = prover.begin(redirect_uri=BACK)
        subjects.append(finish(prover, hold(twin, url, holder), kept).subject)
    assert subjects[0] == subjects[1] != subjects[2]


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"do": "cancel"}, CardCancelled),
        ({"do": "time_out"}, TimedOut),
        ({"holder": "expired"}, CardInvalid),
        ({"holder": "revoked"}, CardInvalid),
    ],
)
def test_what_ends_without_proof_says_why(twin, prover, given, refusal):
    url, kept = prover.begin(redirect_uri=BACK)
    with pytest.raises(refusal) as caught:
        finish(prover, hold(twin, url, **given), kept)
    assert "残っています" in caught.value.next_step.ja


def test_three_wrong_pins_lock_and_two_do_not(twin, prover):
    url, kept = prover.begin(redirect_uri=BACK)
    handle = hold(twin, url, pin="0000")
    assert "あと1回" in httpx.post(twin.base + handle, data={"holder": "akari", "pin": "1"}).text
    done = httpx.post(twin.base + handle, data={"holder": "akari", "pin": "1"})
    with pytest.raises(CardInvalid):
        finish(prover, answer_of(done.headers["Location"]), kept)


def test_a_code_is_good_once_and_a_replay_takes_the_token_back(twin, prover):
    url, kept = prover.begin(redirect_uri=BACK)
    answer = hold(twin, url)
    tokens = prover.trip.calls.exchange(
        code=answer["code"], verifier=kept["verifier"], redirect_uri=BACK, at=instant()
    )
    assert prover.trip.calls.person(tokens["access_token"])["name"] == "灯 あかり"
    with pytest.raises(ProviderRefusedUs):
        finish(prover, answer, kept)
    with pytest.raises(ProviderRefusedUs):
        prover.trip.calls.person(tokens["access_token"])


def test_a_code_stolen_from_another_browser_fails_at_the_verifier(twin, prover):
    url, _ = prover.begin(redirect_uri=BACK)
    stolen = hold(twin, url)["code"]
    _, own = prover.begin(redirect_uri=BACK)
    with pytest.raises(ProviderRefusedUs):
        finish(prover, {"code": stolen, "state": own["state"]}, own)


@pytest.mark.parametrize(
    "change",
    [
        {"state": "other"},
        {"state": ""},
        {"iss": "https://evil.example/api/realms/main"},
        {"code": ""},
    ],
)
def test_an_answer_of_another_request_or_provider_is_refused(twin, prover, change):
    url, kept = prover.begin(redirect_uri=BACK)
    with pytest.raises(AnswerMismatch):
        finish(prover, hold(twin, url) | change, kept)


def test_an_empty_state_on_both_sides_is_no_match(prover):
    with pytest.raises(AnswerMismatch):
        finish(prover, {"state": "", "code": "x"}, {"state": "", "nonce": "", "verifier": ""})


def test_a_client_with_another_key_is_not_taken(twin, prover):
    stranger = JpkiProver(twin.base, new_client())
    url, kept = stranger.begin(redirect_uri=BACK)
    with pytest.raises(ProviderRefusedUs):
        finish(stranger, hold(twin, url), kept)


def test_a_new_signing_key_is_taken_up_and_made_up_ids_do_not_hammer(twin, prover):
    url, kept = prover.begin(redirect_uri=BACK)
    finish(prover, hold(twin, url), kept)
    twin.rotate()
    prover.trip.keys._read_at = None
    url, kept = prover.begin(redirect_uri=BACK)
    assert finish(prover, hold(twin, url), kept).level == "card"


def test_a_token_for_another_person_than_the_data_is_refused(twin, prover, monkeypatch):
    url, kept = prover.begin(redirect_uri=BACK)
    answer = hold(twin, url)
    monkeypatch.setattr(prover.trip.calls, "person", lambda token: {"sub": "someone else"})
    with pytest.raises(TokenRefused):
        finish(prover, answer, kept)


def test_a_provider_that_is_away_is_said_to_be_away(city):
    memory, server = start_twin(city)
    server.shutdown()
    server.server_close()
    away = JpkiProver(memory.base, city)
    _, kept = away.begin(redirect_uri=BACK)
    with pytest.raises(ProviderDown):
        finish(away, {"code": "x", "state": kept["state"]}, kept)
    assert not check(away, at=instant()).ok


def test_the_self_test_knows_a_registered_client_from_a_stranger(twin, prover):
    assert check(prover, at=instant()).ok
    judged = check(JpkiProver(twin.base, new_client()), at=instant())
    assert not judged.ok
    assert judged.permanent
