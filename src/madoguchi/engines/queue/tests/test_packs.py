# SPDX-License-Identifier: Apache-2.0
"""What do packs bring: the city's lines, the same twice changes nothing, hand changes stand?"""

from datetime import timedelta
from pathlib import Path

import pytest

pytestmark = pytest.mark.django_db
PACKS = Path(__file__).resolve().parents[5] / "packs"


def city_pack():
    from madoguchi.engines.queue.pack import read_queue
    from madoguchi.platform.screens.city import current_city

    sections = [one.key for one in current_city().sections]
    return read_queue(PACKS, ["base", "todai"], sections=sections)


def test_the_city_has_five_sections_with_lines_and_desks(at, keys):
    from madoguchi.engines.queue import api
    from madoguchi.engines.queue.models import Desk, Line
    from madoguchi.engines.queue.queries.board import read_board
    from madoguchi.kernel.actors import SYSTEM

    pack = city_pack()
    first = api.load_queue(pack=pack, actor=SYSTEM, at=at)
    assert len({one.section for one in pack.lines}) == 5
    assert (len(first.lines), len(first.desks)) == (len(pack.lines), len(pack.desks))
    assert api.load_queue(pack=pack, actor=SYSTEM, at=at) == type(first)((), ())
    assert {one.state for one in read_board(at)} == {"open"}
    night = at + timedelta(hours=14)
    assert {one.key for one in read_board(night) if one.state == "open"} == {"after-hours"}
    assert Line.objects.get(key="papers").read_rules().soon_ahead == 4
    desk = Desk.objects.get(key="tax-5")
    assert {(s.line.key, s.rank) for s in desk.serves.all()} == {("tax-papers", 0), ("tax-talk", 1)}


def test_what_staff_changed_stands_until_the_pack_changes(at, keys):
    from madoguchi.engines.queue import api
    from madoguchi.engines.queue.models import Line
    from madoguchi.kernel.actors import SYSTEM

    pack = city_pack()
    api.load_queue(pack=pack, actor=SYSTEM, at=at)
    api.define_line(
        key="waste", section="environment", prefix="K", title={"ja": "ごみ・犬の登録"},
        rules={"tickets_per_day": 40}, actor=SYSTEM, at=at,
    )  # fmt: skip
    api.load_queue(pack=pack, actor=SYSTEM, at=at)
    assert Line.objects.get(key="waste").read_rules().tickets_per_day == 40
    lines = tuple(
        one.model_copy(update={"prefix": "W"}) if one.key == "waste" else one for one in pack.lines
    )
    changed = api.load_queue(pack=pack.model_copy(update={"lines": lines}), actor=SYSTEM, at=at)
    assert changed.lines == ("waste",)
    assert Line.objects.get(key="waste").read_rules().tickets_per_day == 999


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("lines:\n  - {key: a, section: none, prefix: A, title: あ}\n", "noneという課|「none」という課"),
        ("lines:\n  - {key: a, section: tax, prefix: A, title: あ}\n", "受け持つ窓口がありません"),
        ("desks:\n  - {key: d, section: tax, title: 1, lines: [x]}\n", "title|という受付がありません"),
        ("lines:\n  - {key: a, section: tax, prefix: a, title: あ}\n", "prefix"),
        (("lines:\n  - {key: a, section: tax, prefix: A, title: あ, rules: {hours: "
         "[{days: [mon], opens: '17:00', closes: '9:00'}]}}\n"), "閉める時刻"),
        ("lines:\n  - {key: a, section: tax, prefix: A, title: あ, colour: red}\n", "colour"),
        ("- a\n", "キー: 値"),
    ],
)  # fmt: skip
def test_a_slip_names_file_and_key(tmp_path, written, said):
    from madoguchi.engines.queue.pack import read_queue
    from madoguchi.kernel.packs import PackRejected

    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "queue.yaml").write_text(written, encoding="utf-8")
    with pytest.raises(PackRejected) as refused:
        read_queue(tmp_path, ["here"], sections=["tax"])
    import re

    assert re.search(said, str(refused.value))
    assert "here/queue.yaml" in str(refused.value)


def test_past_days_come_in_closed_and_numbered(hall, at):
    from madoguchi.engines.queue import api
    from madoguchi.engines.queue.models import LineDay, TypicalTime
    from madoguchi.engines.queue.rules.refusals import RuleWrong
    from madoguchi.kernel.actors import SYSTEM

    began = at - timedelta(days=1)

    def past(n, **more):
        values = {"state": "done", "desk": "desk-2", "called_at": began + timedelta(minutes=9 * n)}
        values |= more
        come = began + timedelta(minutes=8 * n)
        ended = began + timedelta(minutes=9 * n + 7)
        return api.PastTicket("moving", "kiosk", come, ended, **values)

    tickets = [past(n) for n in (3, 1, 2, 4, 5, 6)]
    tickets.append(past(0, state="left", desk="", called_at=None))
    assert api.take_over(tickets=tickets, actor=SYSTEM, at=at) == 7
    day = LineDay.objects.get(day=began.date())
    assert (day.last_number, day.closed_at) == (7, at)
    assert api.learn_times(actor=SYSTEM, at=at) == 1
    assert TypicalTime.objects.get().seconds == 420
    with pytest.raises(RuleWrong):
        api.take_over(tickets=[past(1)], actor=SYSTEM, at=at)
    with pytest.raises(RuleWrong, match="きょうより前"):
        api.take_over(tickets=[past(1)], actor=SYSTEM, at=began)
    hall.sound()
