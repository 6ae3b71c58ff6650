# SPDX-License-Identifier: Apache-2.0
"""The docs name what exists, all that exists is named, and every model is in the glossary."""

from pathlib import Path

import pytest

from tests.architecture.checks import documentation, glossary
from tests.architecture.checks.offer import offer
from tests.architecture.conftest import Plant, must_be_empty

CLI = 'COMMANDS: dict[str, str] = {"run": "serve one zone", "parcels": "carry parcels"}\n'
HOUSE = {
    "src/madoguchi/config/cli.py": CLI,
    "src/madoguchi/config/commands/run.py": (
        'add_zone(parser)\nparser.add_argument("--port")\nos.environ.get("MADOGUCHI_HOME")\n'
    ),
    "src/madoguchi/config/commands/parcels.py": (
        'parser.add_argument("action", choices=["pull", "export"])\n'
        'for name, words in (("import", "take parcels"),):\n    actions.add_parser(name)\n'
    ),
    "Makefile": "VALUE := 1\n.PHONY: demo\ndemo: .venv\n\techo\n",
    "tests/architecture/endpoints.toml": '[portal]\n"/zone/files/<file_id>" = "signed"\n',
    "docs/procedure.schema.json": '{"properties": {"id": {}, "title": {"properties": {"ja": {}}}}}',
}


@pytest.mark.parametrize(
    "check",
    [
        documentation.named_but_missing,
        documentation.existing_but_unnamed,
        documentation.broken_links,
        glossary.missing_rows,
    ],
    ids=lambda check: check.__name__,
)
def test_these_docs_are_true(root: Path, check) -> None:
    must_be_empty(check(root))


def test_what_a_house_offers_is_read_from_its_files(plant: Plant) -> None:
    found = offer(plant(HOUSE))
    assert found.commands["run"] >= {"--zone", "--port"}
    assert found.commands["parcels"] >= {"pull", "export", "import"}
    assert found.targets == {"demo"}
    assert found.settings == {"MADOGUCHI_HOME"}
    assert found.endpoints == {"/zone/files/<file_id>"}
    assert found.pack_keys == {"id", "title", "ja"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("`madoguchi walk`", "no command 'madoguchi walk'"),
        ("```\n.venv/bin/madoguchi run --zone portal --speed 3\n```", "no option --speed"),
        ("`madoguchi parcels burn`", "no action burn"),
        ("`make tea`", "no target 'make tea'"),
        ("Set `MADOGUCHI_TEA=1`.", "nothing reads MADOGUCHI_TEA"),
        ("`GET /zone/tea`", "no endpoint /zone/tea"),
        ("```yaml\n# procedure\nid: x\nteatime: 3\n```", "knows no key 'teatime'"),
        ("```yaml\n# procedure\ntitle: {ja: a, en: Tea?}\n```", "cannot be read"),
    ],
)
def test_a_name_that_does_not_exist_is_found(plant: Plant, text: str, fault: str) -> None:
    (problem,) = documentation.named_but_missing(plant({**HOUSE, "docs/howto/page.md": text}))
    assert fault in problem


def test_a_true_page_passes(plant: Plant) -> None:
    page = (
        "A madoguchi is a counter; make yourself at home. `madoguchi` serves.\n"
        "`make demo`, `madoguchi run --zone portal --port 80`, `madoguchi parcels pull`,\n"
        "`MADOGUCHI_HOME`, `GET /zone/files/{id}` is `/zone/files/<file_id>`\n"
        "```yaml\n# procedure\nid: lamp\ntitle: {ja: 灯}\n```\n"
    )
    tree = plant({**HOUSE, "docs/howto/page.md": page})
    assert documentation.named_but_missing(tree) == []
    assert documentation.existing_but_unnamed(tree) == []


def test_what_no_page_names_is_found(plant: Plant) -> None:
    assert documentation.existing_but_unnamed(plant({**HOUSE, "docs/page.md": "…"})) == [
        "madoguchi run: no page names it",
        "madoguchi parcels: no page names it",
        "make demo: no page names it",
        "MADOGUCHI_HOME: no page names it",
        "pack key id: no page names it",
        "pack key ja: no page names it",
        "pack key title: no page names it",
        "/zone/files/<file_id>: no page names it",
    ]


def test_a_model_without_its_words_is_found(plant: Plant) -> None:
    tree = plant(
        {
            "src/madoguchi/engines/cases/models/case.py": (
                "class Case(models.Model):\n"
                "    class Meta:\n        verbose_name = '案件'\n\n"
                "class Task(models.Model):\n    pass\n\n"
                "class Base(models.Model):\n    class Meta:\n        abstract = True\n\n"
                "class Note(models.Model):\n"
                "    class Meta:\n        verbose_name = 'メモ'\n"
            ),
            "docs/glossary.md": (
                "| 日本語 | English | class | meaning |\n|---|---|---|---|\n"
                "| 案件 | case | `cases.Case` | … |\n"
                "| 覚え書き | note | `cases.Note` | … |\n"
                "| 仕事 | job | `cases.Job` | … |\n"
            ),
        }
    )
    assert [problem.split(": ")[-1] for problem in glossary.missing_rows(tree)] == [
        "Task has no Japanese verbose_name",
        "Task has no row `cases.Task` in docs/glossary.md",
        "Note is called メモ, but 覚え書き in docs/glossary.md",
        "`cases.Job` is no model",
    ]


def test_a_link_that_leads_nowhere_is_found(plant: Plant) -> None:
    tree = plant(
        {
            "docs/howto/a.md": "[b](b.md#x) [c](../c.md) [out](https://example.net/) `[d](d.md)`",
            "docs/howto/b.md": "[up](../adr/) [top](#top)",
            "docs/adr/0001-lamps.md": "",
            "docs/adr/0001-oil.md": "",
        }
    )
    assert documentation.broken_links(tree) == [
        "docs/howto/a.md: the link ../c.md leads nowhere",
        "docs/adr: 0001 is given twice",
    ]
