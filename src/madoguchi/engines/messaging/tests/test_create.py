# SPDX-License-Identifier: Apache-2.0
"""A notice is written once, with its words and a chain."""

import pytest

pytestmark = pytest.mark.django_db


def write(readers, at, **more):
    from madoguchi.engines.messaging.api import Everyone, create_notice

    wanted = {
        "key": "water-1", "lane": "bulk", "topic": "water", "texts": readers.WORDS, "section": "pr",
        "audience": Everyone(), "actor": readers.clerk(), "at": at, **more,
    }  # fmt: skip
    return create_notice(**wanted)


def test_the_same_key_gives_the_same_notice(topics, at):
    first, second = write(topics, at), write(topics, at)
    assert first.id == second.id
    assert first.state == "draft"


def test_the_same_key_with_other_words_is_refused(topics, at):
    from madoguchi.engines.messaging.rules.refusals import KeyUsed

    write(topics, at)
    with pytest.raises(KeyUsed):
        write(topics, at, texts={"ja": {"subject": "別", "text": "別"}})


def test_personal_words_rest_sealed(topics, at):
    notice = write(topics, at, is_personal=True)
    assert notice.texts == {}
    assert "断水".encode() not in bytes(notice.sealed)
    assert notice.read_texts() == topics.WORDS


def test_an_alarm_needs_two_languages(topics, at):
    from madoguchi.engines.messaging.rules.refusals import TextMissing

    with pytest.raises(TextMissing, match="やさしい日本語"):
        write(topics, at, lane="disaster", texts={"ja": topics.WORDS["ja"]})


@pytest.mark.parametrize("chain", [("line", "line"), ("pigeon",)])
def test_an_odd_chain_is_refused(topics, at, chain):
    from madoguchi.engines.messaging.rules.refusals import ChainUnfit

    with pytest.raises(ChainUnfit):
        write(topics, at, chain=chain)


def test_who_may_not_write_is_refused(topics, at):
    from madoguchi.kernel.refusal import NotAllowed

    with pytest.raises(NotAllowed):
        write(topics, at, actor=topics.clerk(role="viewer"))
    with pytest.raises(NotAllowed):
        write(topics, at, actor=topics.clerk(section="tax"))
