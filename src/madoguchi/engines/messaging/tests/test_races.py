# SPDX-License-Identifier: Apache-2.0
"""Two dispatchers, one message; two clerks, one notice; over real connections."""

import threading

import pytest
from django.db import IntegrityError, transaction

from madoguchi.engines.messaging.tests import readers
from madoguchi.engines.messaging.tests.carriers import Carrier, use
from tests.racing import race, winners_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told(transactional_db, at, keys):
    readers.topics()
    for n in range(40):
        readers.reader(f"p{n}", at, email=1)
    yield readers
    use()


def publish(at, key="n-1"):
    from madoguchi.engines.messaging.api import Everyone, approve_notice, create_notice

    notice = create_notice(
        key=key, lane="bulk", topic="water", texts=readers.WORDS, section="pr",
        audience=Everyone(), actor=readers.clerk(), at=at,
    )  # fmt: skip
    return approve_notice(notice_id=notice.id, actor=readers.clerk(), at=at)


def resolve(notice, at):
    from madoguchi.engines.messaging.commands.resolve_notice import resolve_slice

    while resolve_slice(notice_id=notice.id, actor=readers.clerk(), at=at):
        pass


def test_eight_dispatchers_never_send_a_message_twice(told, at):
    from madoguchi.engines.messaging import jobs
    from madoguchi.engines.messaging.models import Delivery

    (mail,) = use(Carrier("email", batch=3))
    resolve(publish(at), at)

    def dispatch(number):
        board = jobs.Board(stop=threading.Event(), owner=f"test:0:{number}")
        for _ in range(60):
            board.show({(2, "email")})
            jobs._send_over(board, "email", (2,))
            if not Delivery.objects.filter(state="created").exists():
                return

    results = race(*(lambda n=n: dispatch(n) for n in range(8)))
    assert results == [None] * 8
    carried = [one.delivery_id for one in mail.carried]
    assert len(carried) == len(set(carried)) == 40
    assert Delivery.objects.filter(state="accepted").count() == 40


def test_a_lost_batch_is_taken_over_once(told, at):
    from datetime import timedelta

    from madoguchi.engines.messaging.commands.replay_batch import replay_batch
    from madoguchi.engines.messaging.commands.take_batch import take_batch
    from madoguchi.kernel.actors import SYSTEM

    (mail,) = use(Carrier("email"))
    resolve(publish(at), at)
    first = take_batch(provider=mail, lane=2, owner="dead", actor=SYSTEM, at=at)
    later = at + timedelta(minutes=2)
    found = race(
        *(lambda n=n: replay_batch(owner=f"o{n}", actor=SYSTEM, at=later) for n in range(6))
    )
    (again,) = [one for one in found if one is not None]
    assert again.batch.retry_key == first.batch.retry_key
    assert [row.id for row in again.rows] == [row.id for row in first.rows]


def test_one_resolver_makes_the_rows(told, at):
    notice = publish(at)
    race(*(lambda: resolve(notice, at) for _ in range(4)))
    resolve(notice, at)
    assert notice.deliveries.count() == 40


def test_a_key_gives_one_notice_however_many_write_it(told, at):
    notices = winners_of(race(*(lambda: publish(at) for _ in range(6))))
    assert len({one.id for one in notices}) == 1


def test_results_are_written_once(told, at):
    from madoguchi.engines.messaging.commands.take_batch import take_batch
    from madoguchi.engines.messaging.commands.write_results import write_results
    from madoguchi.engines.messaging.queries.outgoing import pack
    from madoguchi.kernel.actors import SYSTEM

    (mail,) = use(Carrier("email"))
    resolve(publish(at), at)
    taken = take_batch(provider=mail, lane=2, owner="o", actor=SYSTEM, at=at)
    packed = pack(taken.rows, channel="email", same_text=False)
    results = mail.send(packed.messages, retry_key=taken.batch.retry_key)

    def write():
        return write_results(taken=taken, packed=packed, results=results, actor=SYSTEM, at=at)

    assert sorted(race(write, write, write)) == [0, 0, 40]


def test_the_database_refuses_twice_the_same_delivery_and_a_changed_consent(told, at):
    from madoguchi.engines.messaging.api import choose_topic
    from madoguchi.engines.messaging.models import Consent, Delivery

    notice = publish(at)
    resolve(notice, at)
    row = notice.deliveries.first()

    def again():
        Delivery.objects.create(
            notice=notice, recipient_id=row.recipient_id, lane=2, channel="email", language="ja",
            state="created", made_at=at,
        )  # fmt: skip

    results = race(again, again)
    assert all(isinstance(one, IntegrityError) for one in results)
    choose_topic(party_ref="p0", topic="water", is_on=False, actor=readers.citizen("p0"), at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.update(is_given=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(id=row.id).update(state="sending")


def test_pressing_at_once_is_one_consent(told, at):
    from madoguchi.engines.messaging.api import choose_topic
    from madoguchi.engines.messaging.models import Consent, Preference

    def press():
        return choose_topic(
            party_ref="p1", topic="events", is_on=True, actor=readers.citizen("p1"), at=at
        )

    found = race(*(press for _ in range(5)))
    assert [one for one in found if isinstance(one, Exception)] == []
    assert sum(found) == 1
    assert Preference.objects.filter(topic="events").count() == 1
    assert Consent.objects.filter(topic="events").count() == 1
