# SPDX-License-Identifier: Apache-2.0
"""Which lotteries does the demo show? One drawn and verified, one open, one to be closed and drawn.

A fourth comes by the pack.
"""

import random
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

from madoguchi.config.demo.booking_people import Booking, Crowd
from madoguchi.engines.booking import api as booking
from madoguchi.kernel import clock
from madoguchi.kernel.actors import SYSTEM, Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.refusal import Refusal

POPULAR = 16
"""So many times are wanted by almost everybody."""


def seed_lotteries(crowd: Crowd, chance: random.Random, *, home: Path, at: datetime) -> list[str]:
    """Plan, enter, draw and check one lottery; open another; leave one to staff. What was said."""
    drawn, opened = _drawn(crowd, chance, at=at), _open(crowd, chance, at=at)
    due = _due(crowd, chance, at=at)
    said = _verify(drawn, home / "lotteries", at=at)
    return [f"{drawn}: {said}", f"{opened}: open", f"{due}: to be closed and drawn"]


def month_after(day: date, months: int) -> tuple[date, date]:
    """First and last day of a month so many months later."""
    number = day.year * 12 + day.month - 1 + months
    first = date(number // 12, number % 12 + 1, 1)
    after = date((number + 1) // 12, (number + 1) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def _on_the_hour(at: datetime, days: int, hour: int) -> datetime:
    """A full hour of a day so many days from now, as a city announces it."""
    return datetime.combine(today(at) + timedelta(days=days), time(hour), tzinfo=clock.TOKYO)


def _drawn(crowd: Crowd, chance: random.Random, *, at: datetime) -> str:
    days = month_after(today(at), 2)
    key = f"arena-{days[0]:%Y-%m}"
    opens, closes = _on_the_hour(at, -20, 9), _on_the_hour(at, -10, 17)
    instants = (opens, closes, _on_the_hour(at, 9, 17))
    _plan(key, "アリーナ", "Arena", "gym-arena", days, instants, at=at)
    parties = [*crowd.groups, *crowd.known[:34]]
    slots = _slots("gym-arena", days, at=at)
    for n, party in enumerate(parties):
        _enter(key, party, slots, chance, at=opens + timedelta(hours=3 * n + 1))
    _close_and_draw(key, at=closes)
    _answer(parties, chance, at=closes + timedelta(days=2))
    return key


def _answer(parties: list[Booking], chance: random.Random, *, at: datetime) -> None:
    """Most winners have confirmed; the others still have some days."""
    for ref in dict.fromkeys(party.ref for party in parties):
        actor = Actor(kind="citizen", ref=ref, name="")
        for won in booking.list_own(actor, since=at).filter(state="won"):
            if chance.random() < 0.6:
                booking.confirm(reservation_id=won.id, actor=actor, at=at)


def _close_and_draw(key: str, *, at: datetime) -> None:
    with clock.frozen(at + timedelta(hours=1)) as moment:
        booking.close_round(round_key=key, actor=SYSTEM, at=moment, public_value="")
    with clock.frozen(at + timedelta(hours=2)) as moment:
        booking.draw_round(round_key=key, actor=SYSTEM, at=moment)


def _open(crowd: Crowd, chance: random.Random, *, at: datetime) -> str:
    days = month_after(today(at), 6)
    key = f"civic-large-{days[0]:%Y-%m}"
    opens, closes = _on_the_hour(at, -5, 9), _on_the_hour(at, 9, 17)
    instants = (opens, closes, closes + timedelta(days=10))
    _plan(key, "市民会館 大ホール", "Civic Hall, Large Hall", "civic-large", days, instants, at=at)
    slots = _slots("civic-large", days, at=at)
    for n, party in enumerate([*crowd.groups[:6], *crowd.known[40:48]]):
        _enter(key, party, slots, chance, at=opens + timedelta(hours=5 * n + 1))
    if crowd.akari is not None:
        _enter_as(key, crowd.akari, None, slots, chance, at=at - timedelta(hours=7))
    return key


def _due(crowd: Crowd, chance: random.Random, *, at: datetime) -> str:
    """Entries ended yesterday: whoever tries the desk closes and draws it."""
    days = month_after(today(at), 5)
    key = f"civic-large-{days[0]:%Y-%m}"
    opens, closes = _on_the_hour(at, -12, 9), _on_the_hour(at, -1, 17)
    instants = (opens, closes, _on_the_hour(at, 10, 17))
    _plan(key, "市民会館 大ホール", "Civic Hall, Large Hall", "civic-large", days, instants, at=at)
    slots = _slots("civic-large", days, at=at)
    for n, party in enumerate([*crowd.groups[:8], *crowd.known[20:32]]):
        _enter(key, party, slots, chance, at=opens + timedelta(hours=9 * n + 1))
    return key


def _plan(
    key: str,
    title: str,
    title_en: str,
    offer: str,
    days: tuple[date, date],
    instants: tuple[datetime, datetime, datetime],
    *,
    at: datetime,
) -> None:
    first = days[0]
    planned = min(instants[0], at) - timedelta(days=3)
    booking.plan_round(
        key=key,
        title={
            "ja": f"{title} 令和{first.year - 2018}年{first.month}月分の抽選",
            "en": f"{title_en}, {first:%B %Y}",
            "easy": f"{title} {first.month}月の ちゅうせん",
        },
        offers=[offer],
        days=days,
        opens_at=instants[0],
        closes_at=instants[1],
        confirm_by=instants[2],
        rules={"wishes_most": 5, "wins_most": 2, "losses_counted": 3},
        actor=SYSTEM,
        at=planned,
    )


def _slots(
    offer: str, days: tuple[date, date], *, at: datetime
) -> list[tuple[str, datetime, datetime]]:
    """The times that people wish for: evenings and weekends."""
    found = []
    for free in booking.list_free([booking.get_offer(offer)], first=days[0], last=days[1], at=at):
        for day in free.days.listed():
            for slot in free.slots(day):
                local = clock.to_local(slot.starts_at)
                if day.weekday() >= 5 or local.hour >= 17:
                    space = free.space.key if free.space else ""
                    found.append((space, slot.starts_at, slot.ends_at))
    return found


def _enter(
    key: str,
    party: Booking,
    slots: list[tuple[str, datetime, datetime]],
    chance: random.Random,
    *,
    at: datetime,
) -> None:
    _enter_as(key, party.actor, party, slots, chance, at=at)


def _enter_as(
    key: str,
    actor: Actor,
    party: Booking | None,
    slots: list[tuple[str, datetime, datetime]],
    chance: random.Random,
    *,
    at: datetime,
) -> None:
    """Enter with up to four wishes; what the rules do not allow this party is left out."""
    offer = key.rsplit("-", 2)[0].replace("arena", "gym-arena")
    rules = booking.get_offer(offer).read_rules()
    popular = slots[:POPULAR]
    chosen = {chance.choice(popular if chance.random() < 0.85 else slots) for _ in range(4)}
    purpose = chance.choice(sorted(rules.purposes))
    wishes = [
        [
            booking.Wanted(
                offer=offer, space=space, starts_at=starts_at, ends_at=ends_at, people=12,
                purpose=purpose, group_id=party.group_id if party else None,
            )
        ]
        for space, starts_at, ends_at in sorted(chosen)
    ]  # fmt: skip
    try:
        with clock.frozen(at):
            booking.enter_lottery(round_key=key, wishes=wishes, actor=actor, at=at)
    except Refusal:
        return


def _verify(key: str, folder: Path, *, at: datetime) -> str:
    """Draw again from the published file with the program that stands alone; keep what it said."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{key}.json"
    file.write_text(booking.get_round(key).published, encoding="utf-8")
    program = Path(booking.__file__).parent / "rules" / "rerun_draw.py"
    done = subprocess.run(
        [sys.executable, "-I", str(program), str(file)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    (folder / f"{key}.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    booking.note_rerun(
        round_key=key, agrees=done.returncode == 0, said=done.stdout, actor=SYSTEM, at=at
    )
    if done.returncode:
        raise RuntimeError(f"the lottery {key} does not agree with its file: {done.stdout}")
    return done.stdout.splitlines()[0]
