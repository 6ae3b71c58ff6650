# SPDX-License-Identifier: Apache-2.0
"""Engines look alike, commands are called alike, files introduce themselves."""

from pathlib import Path

import pytest

from tests.architecture.checks import commands, headers, shape, wording
from tests.architecture.conftest import Plant, must_be_empty

README = "# Cases\n" + "".join(
    f"**{heading}** …\n" for heading in ("Owns", "Does not own", "Verbs", "Facts", "Start here")
)
ENGINE = "src/madoguchi/engines/cases"
HEALTHY = {
    f"{ENGINE}/README.md": README,
    f"{ENGINE}/apps.py": 'label = "cases"\n',
    f"{ENGINE}/api.py": "from x import close\n\n__all__ = ['close']\n",
    f"{ENGINE}/tests/test_close.py": "",
}


@pytest.mark.parametrize(
    "check",
    [
        shape.engine_shape,
        shape.names,
        commands.signatures,
        commands.clock_reads,
        headers.licence_lines,
        headers.docstrings,
        wording.machine_words,
    ],
    ids=lambda check: check.__name__,
)
def test_this_tree_has_its_shape(root: Path, check) -> None:
    must_be_empty(check(root))


def test_a_healthy_engine_passes(plant: Plant) -> None:
    assert shape.engine_shape(plant(HEALTHY)) == []


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("views.py", "", "views.py: no room of this name"),
        ("services/close.py", "", "services: no room of this name"),
        ("README.md", README + "…\n" * 60, "more than one screen"),
        ("README.md", README.replace("Owns", "Holds"), "says nothing under 'Owns'"),
        ("api.py", "from x import close\n", "has no __all__"),
        ("api.py", "__all__ = []\n" + "x = 1\n" * 60, "61 lines"),
        ("api.py", "__all__ = []\ndef close(): ...\n", "defines close"),
    ],
)
def test_an_odd_engine_is_found(plant: Plant, name: str, content: str, fault: str) -> None:
    found = shape.engine_shape(plant({**HEALTHY, f"{ENGINE}/{name}": content}))
    assert any(fault in problem for problem in found)


def test_an_engine_without_front_door_is_found(plant: Plant) -> None:
    tree = plant({f"{ENGINE}/rules.py": ""})
    assert [problem.split(": ")[1] for problem in shape.engine_shape(tree)] == [
        "README.md is missing",
        "apps.py is missing",
        "api.py is missing",
        "tests is missing",
    ]


@pytest.mark.parametrize("name", ["utils.py", "case_services.py", "helpers/kana.py", "handlers.py"])
def test_a_name_without_purpose_is_found(plant: Plant, name: str) -> None:
    assert shape.names(plant({f"src/madoguchi/kernel/{name}": ""}))


def test_commands_are_called_by_name_with_actor_and_time(plant: Plant) -> None:
    tree = plant(
        {
            f"{ENGINE}/commands/close.py": (
                "def close(*, case: Case, actor: Actor, at: datetime) -> Case: ...\n"
                "def _write(case): ...\n"
            ),
            f"{ENGINE}/commands/assign.py": "def assign(case, *, actor: Actor, at: datetime): ...\n",
            f"{ENGINE}/commands/note.py": "def note(*, actor: str): ...\n",
            f"{ENGINE}/commands/empty.py": "X = 1\n",
            f"{ENGINE}/commands/open.py": (
                "def open(*, actor: Actor, at: datetime): ...\n"
                "def shared_step(case): ...\n"
                "def hurry(case): ...\n"
                "def worry(case): ...\n"
            ),
            f"{ENGINE}/api.py": (
                "from madoguchi.engines.cases.commands.assign import assign\n"
                "from madoguchi.engines.cases.commands.close import close\n"
                "from madoguchi.engines.cases.commands.note import note\n"
                "from madoguchi.engines.cases.commands.open import hurry, open\n"
            ),
            f"{ENGINE}/web/staff.py": (
                "from madoguchi.engines.cases.commands import open\nopen.worry(case)\n"
            ),
        }
    )
    assert [problem.split("commands/")[1] for problem in commands.signatures(tree)] == [
        "assign.py:1: assign takes positional arguments",
        "empty.py: has no verb",
        "note.py:1: note takes actor that is no Actor",
        "note.py:1: note does not take at",
        *(
            f"open.py:{line}: {name} {fault}"
            for line, name in ((3, "hurry"), (4, "worry"))
            for fault in ("takes positional arguments", "does not take actor", "does not take at")
        ),
    ]


def test_a_hidden_look_at_the_clock_is_found(plant: Plant) -> None:
    tree = plant(
        {
            f"{ENGINE}/rules.py": "a = timezone.now()\nb = today()\nc = clock.today(at)\n",
            f"{ENGINE}/commands/close.py": "a = datetime.now(UTC)\nb = time.time()\n",
            f"{ENGINE}/models/case.py": "made_at = models.DateTimeField(auto_now_add=True)\n",
            f"{ENGINE}/web/staff.py": "at = clock.now()\n",
        }
    )
    found = [problem.split("cases/")[1].split(": ")[0] for problem in commands.clock_reads(tree)]
    assert found == [
        "commands/close.py:1",
        "commands/close.py:2",
        "models/case.py:1",
        "rules.py:1",
        "rules.py:2",
    ]


def test_a_file_without_licence_or_question_is_found(plant: Plant) -> None:
    line = "# SPDX-License-Identifier: Apache-2.0\n"
    tree = plant(
        {
            "src/good.py": f'{line}"""Which lamp is lit?"""\n',
            "src/empty.py": line,
            "src/bare.py": "x = 1\n",
            "src/title.py": f'{line}"""Lamps"""\nx = 1\n',
            "tools/run.py": f'#!/usr/bin/env python3\n{line}"""Run it."""\n',
            "src/madoguchi/faces/desk/templates/desk/home.html": "<h1>窓口</h1>\n",
            "frontend/css/base.css": "a {}\n",
        }
    )
    assert [problem.split(":")[0] for problem in headers.licence_lines(tree)] == [
        "frontend/css/base.css",
        "src/bare.py",
        "src/madoguchi/faces/desk/templates/desk/home.html",
    ]
    assert [problem.split(":")[0] for problem in headers.docstrings(tree)] == [
        "src/bare.py",
        "src/title.py",
    ]


def test_words_of_one_machine_are_found(plant: Plant) -> None:
    tree = plant(
        {
            "docs/howto/start.md": "Run `/home/taro/madoguchi/start`.\nThe URL `/zone/work/` is fine.\n",
            "requirements/base.txt": "",
            "tools/fetch.py": "INDEX = 'https://pypi.org/simple'\n",
        }
    )
    assert [problem.split(": holds")[0] for problem in wording.machine_words(tree)] == [
        "docs/howto/start.md:1",
        "tools/fetch.py:1",
    ]
