# SPDX-License-Identifier: Apache-2.0
"""Who deletes the account leaves nothing personal behind, and gives back what lies ahead."""


def test_who_leaves_gives_back_and_is_forgotten(town, akari, funaki, at):
    from madoguchi.engines.booking import api, models
    from madoguchi.kernel.actors import SYSTEM

    made = api.hold(
        wanted=town.want(straight=True, contact={"name": "灯 あかり"}), actor=akari, at=at
    )
    theirs = api.hold(
        wanted=town.want("rooms", "10:00", "11:00", straight=True, contact={"name": "舟木"}),
        actor=funaki, at=at,
    )  # fmt: skip
    api.register_patron(
        party_ref=akari.ref, section=town.SECTION, personal={"name": "灯 あかり"},
        actor=SYSTEM, at=at,
    )  # fmt: skip
    secret = api.secret_of(api.share_feed(actor=akari, at=at))
    assert secret
    assert api.forget_party(party_ref=akari.ref, actor=SYSTEM, at=at) == 1
    made.refresh_from_db()
    assert (made.state, bytes(made.sealed)) == ("cancelled", b"")
    mine = {"party_ref": akari.ref}
    for rows in (models.Patron, models.Notice, models.FeedAddress, models.SearchTrace):
        assert not rows.objects.filter(**mine).exists(), rows
    theirs.refresh_from_db()
    assert theirs.state == "confirmed"
    assert bytes(theirs.sealed)
    assert api.forget_party(party_ref=akari.ref, actor=SYSTEM, at=at) == 0
    town.sound()


def test_a_place_on_a_list_and_an_open_entry_go_too(town, akari, funaki, at):
    from datetime import timedelta

    from madoguchi.engines.booking import api, models
    from madoguchi.kernel.actors import SYSTEM

    api.hold(wanted=town.course(people=3, straight=True), actor=funaki, at=at)
    waiting = api.join_waiting(wanted=town.course(people=2), actor=akari, at=at)
    api.plan_round(
        key="december", title={"ja": "12月の抽選"}, offers=["gym"], days=(town.DAY, town.DAY),
        opens_at=at - timedelta(hours=1), closes_at=at + timedelta(days=1),
        confirm_by=at + timedelta(days=2), actor=SYSTEM, at=at - timedelta(hours=1),
    )  # fmt: skip
    wish = [[town.want()]]
    entry = api.enter_lottery(round_key="december", wishes=wish, actor=akari, at=at)
    assert api.forget_party(party_ref=akari.ref, actor=SYSTEM, at=at) == 2
    waiting.refresh_from_db()
    entry.refresh_from_db()
    assert (waiting.state, entry.state) == ("left", "withdrawn")
    assert models.LotteryEntry.objects.filter(state="entered").count() == 0


def test_deleting_an_account_reaches_booking(town, akari, at):
    from uuid import UUID

    from django.db import transaction

    from madoguchi.engines.booking import api
    from madoguchi.kernel.facts import announce
    from madoguchi.platform.identity.api import AccountErased

    made = api.hold(wanted=town.want(straight=True), actor=akari, at=at)
    assert UUID(akari.ref.split(":")[1])
    with transaction.atomic():
        announce(AccountErased(user_ref=akari.ref, at=at))
    made.refresh_from_db()
    assert made.state == "cancelled"
