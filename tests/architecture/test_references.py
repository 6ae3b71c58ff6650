# SPDX-License-Identifier: Apache-2.0
"""Strings, page names and migrations respect the walls between rooms."""

from pathlib import Path

import pytest

from tests.architecture.checks import addresses, migrations, references
from tests.architecture.conftest import Plant, must_be_empty

ENGINES = {
    "src/madoguchi/engines/cases/apps.py": 'class A:\n    label = "cases"\n',
    "src/madoguchi/engines/procedures/apps.py": 'class A:\n    label = "procedures"\n',
    "src/madoguchi/platform/identity/apps.py": 'class A:\n    label = "identity"\n',
    "src/madoguchi/platform/organisation/apps.py": 'class A:\n    label = "organisation"\n',
}


@pytest.mark.parametrize(
    "check",
    [
        references.foreign_keys,
        references.dotted_paths,
        addresses.crossings,
        migrations.dependencies,
        migrations.heads,
    ],
    ids=lambda check: check.__name__,
)
def test_this_tree_keeps_its_walls(root: Path, check) -> None:
    must_be_empty(check(root))


def test_a_foreign_key_by_string_into_another_engine_is_found(plant: Plant) -> None:
    tree = plant(
        {
            **ENGINES,
            "src/madoguchi/engines/cases/models/case.py": (
                "a = models.ForeignKey('procedures.Revision', on_delete=1)\n"
                "b = models.ForeignKey(to='procedures.Revision', on_delete=1)\n"
                "c = apps.get_model('procedures', 'Revision')\n"
                "d = models.ForeignKey('identity.User', on_delete=1)\n"
                "e = models.ForeignKey('Case', on_delete=1)\n"
            ),
        }
    )
    found = references.foreign_keys(tree)
    assert [problem.split(":")[1] for problem in found] == ["1", "2", "3"]
    assert "engines/procedures" in found[0]


def test_a_foreign_key_up_the_stack_of_the_platform_is_found(plant: Plant) -> None:
    tree = plant(
        {
            **ENGINES,
            "src/madoguchi/platform/organisation/models.py": (
                "staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=1)\n"
            ),
        }
    )
    assert "platform/organisation into platform/identity" in references.foreign_keys(tree)[0]


def test_a_dotted_path_into_a_room_above_or_beside_is_found(plant: Plant) -> None:
    tree = plant(
        {
            **ENGINES,
            "src/madoguchi/engines/cases/jobs.py": (
                '"""Not madoguchi.engines.procedures.api: this is prose."""\n'
                "a = import_string('madoguchi.engines.procedures.api')\n"
                "b = 'madoguchi.faces.desk.urls'\n"
                "c = 'madoguchi.platform.jobs.backend'\n"
                "d = import_module(name)\n"
                "e = import_module(f'madoguchi.engines.cases.{name}')\n"
                "f = import_module(f'madoguchi.engines.procedures.{name}')\n"
            ),
            "src/madoguchi/faces/desk/urls.py": (
                "a = include('madoguchi.engines.cases.web.urls')\n"
                "b = 'madoguchi.engines.cases.models.case'\n"
            ),
        }
    )
    found = references.dotted_paths(tree)
    assert sorted(":".join(problem.split(":")[:2]).split("madoguchi/")[1] for problem in found) == [
        "engines/cases/jobs.py:2",
        "engines/cases/jobs.py:3",
        "engines/cases/jobs.py:5",
        "engines/cases/jobs.py:7",
        "faces/desk/urls.py:2",
    ]


def test_config_may_name_everything(plant: Plant) -> None:
    tree = plant(
        {"src/madoguchi/config/settings/portal.py": "a = ['madoguchi.engines.procedures.models']\n"}
    )
    assert references.dotted_paths(tree) == []


def test_a_page_that_names_a_page_of_another_engine_is_found(plant: Plant) -> None:
    tree = plant(
        {
            **ENGINES,
            "src/madoguchi/engines/procedures/web/urls.py": "app_name = 'procedures'\n",
            "src/madoguchi/engines/procedures/templates/procedures/_row.html": "row",
            "src/madoguchi/faces/desk/urls.py": "urlpatterns = [path('', home, name='desk-home')]",
            "src/madoguchi/platform/screens/templates/components/tag.html": "tag",
            "src/madoguchi/engines/cases/templates/cases/inbox.html": (
                "{% include 'components/tag.html' %}\n"
                "{% url 'procedures:intro' id %}\n"
                "{# {% url 'procedures:intro' %} is only a comment #}\n"
                '{% include "procedures/_row.html" %}\n'
                "{% extends 'procedures/_row.html' %}\n"
                "{% url 'desk-home' %}\n"
            ),
            "src/madoguchi/engines/cases/web/staff.py": "a = redirect('procedures:intro')\n",
        }
    )
    found = [problem.split("engines/cases/")[1] for problem in addresses.crossings(tree)]
    assert [problem.split(" reaches")[0] for problem in found] == [
        "templates/cases/inbox.html:2: url 'procedures:intro'",
        "templates/cases/inbox.html:4: include 'procedures/_row.html'",
        "templates/cases/inbox.html:5: extends 'procedures/_row.html'",
        "templates/cases/inbox.html:6: url 'desk-home'",
        "web/staff.py:1: redirect 'procedures:intro'",
    ]


def test_a_migration_that_depends_on_another_engine_is_found(plant: Plant) -> None:
    tree = plant(
        {
            **ENGINES,
            "src/madoguchi/engines/cases/migrations/0001_initial.py": (
                "class Migration:\n"
                "    dependencies = [('procedures', '0001_initial'), ('auth', '0001_initial'),\n"
                "        migrations.swappable_dependency(settings.AUTH_USER_MODEL)]\n"
            ),
        }
    )
    (problem,) = migrations.dependencies(tree)
    assert "depends on procedures" in problem


def test_two_heads_and_a_wrong_note_of_the_head_are_found(plant: Plant) -> None:
    first = "class Migration:\n    dependencies = []\n"
    second = "class Migration:\n    dependencies = [('cases', '0001_initial')]\n"
    folder = "src/madoguchi/engines/cases/migrations"
    tree = plant(
        {
            **ENGINES,
            f"{folder}/0001_initial.py": first,
            f"{folder}/0002_notes.py": second,
            f"{folder}/0002_tasks.py": second,
            "src/madoguchi/engines/procedures/migrations/0001_initial.py": first,
            "src/madoguchi/engines/procedures/migrations/max_migration.txt": "0001_first\n",
        }
    )
    cases, procedures = migrations.heads(tree)
    assert "2 heads: 0002_notes, 0002_tasks" in cases
    assert "should say 0001_initial" in procedures


@pytest.mark.parametrize("zone", ["portal", "office", "core"])
def test_no_model_of_a_zone_waits_for_a_migration(root: Path, tmp_path: Path, zone: str) -> None:
    environment = {"MADOGUCHI_ZONE": zone, "MADOGUCHI_HOME": str(tmp_path), "DATABASE_URL": ""}
    found = migrations.unmade(root, "madoguchi.config.settings", environment)
    must_be_empty(found)


def test_a_model_without_its_migration_is_found(plant: Plant) -> None:
    tree = plant(
        {
            "planted_settings.py": (
                "INSTALLED_APPS = ['planted']\nUSE_TZ = True\n"
                "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3',"
                " 'NAME': ':memory:'}}\n"
            ),
            "planted/__init__.py": "",
            "planted/migrations/__init__.py": "",
            "planted/models.py": (
                "from django.db import models\n\n\n"
                "class Lamp(models.Model):\n    id = models.AutoField(primary_key=True)\n"
            ),
        }
    )
    found = migrations.unmade(tree, "planted_settings", {})
    assert any("Create model Lamp" in problem for problem in found)
