# SPDX-License-Identifier: Apache-2.0
"""わたしのデータ tells everything that messaging keeps."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("lang", ["ja", "en", "easy"])
def test_addresses_choices_and_traits_are_told(topics, at, lang):
    from madoguchi.engines.messaging.api import choose_topic, exclude_person, tell_traits
    from madoguchi.engines.messaging.web.held import tell_messaging

    assert tell_messaging("a", lang, at) == ()
    topics.reader("a", at, email=1, webpush=1)
    by = {"actor": topics.citizen("a"), "at": at}
    choose_topic(party_ref="a", topic="water", channel="line", is_on=False, **by)
    tell_traits(party_ref="a", kind="child", values=["2025-04"], words="同意します", **by)
    exclude_person(party_ref="a", reason="申し出", section="pr", actor=topics.clerk(), at=at)
    (holding,) = tell_messaging("a", lang, at)
    told = " ".join(f"{one.label} {one.text}" for one in holding.items)
    for words in ("a@example.jp", "water", "2025-04", "申し出"):
        assert words in told
    assert "push.example" not in told
