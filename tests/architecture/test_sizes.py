# SPDX-License-Identifier: Apache-2.0
"""Files and functions keep their budgets; the list of allowances only shrinks."""

from pathlib import Path

from tests.architecture.checks import sizes
from tests.architecture.conftest import Plant, must_be_empty

MOST_ALLOWANCES = 0
"""The number of lines in allowances.toml. Lower it when one goes; it is never raised."""

LONG = "x = 1\n" * 401
BRANCHES = "\n".join(f"    if a == {n}:\n        return {n}" for n in range(9))
TANGLED = f"def choose(a):\n{BRANCHES}\n"
TALL = "def tell():\n" + "    x = 1\n" * 51


def test_this_tree_keeps_its_budgets(root: Path) -> None:
    must_be_empty(sizes.over_budget(root))


def test_the_list_of_allowances_does_not_grow(root: Path) -> None:
    assert sizes.count_allowances(root) <= MOST_ALLOWANCES


def test_long_files_tall_functions_and_tangles_are_found(plant: Plant) -> None:
    tree = plant(
        {
            "src/madoguchi/kernel/long.py": LONG,
            "src/madoguchi/kernel/tangled.py": TANGLED + "\nclass Desk:\n    pass\n",
            "src/madoguchi/kernel/tall.py": TALL,
            "src/madoguchi/kernel/migrations/0001_initial.py": LONG + TALL,
            "tests/kernel/test_long.py": LONG,
            "tests/kernel/test_longer.py": "x = 1\n" * 601,
        }
    )
    assert sizes.over_budget(tree) == [
        "src/madoguchi/kernel/long.py: file of 401, budget 400",
        "tests/kernel/test_longer.py: file of 601, budget 600",
        "src/madoguchi/kernel/tall.py::tell: function of 52, budget 50",
        "src/madoguchi/kernel/tangled.py::choose: complexity of 10, budget 8",
    ]


def test_noqa_does_not_hide_a_tangle(plant: Plant) -> None:
    tree = plant({"src/a.py": TANGLED.replace("(a):", "(a):  # noqa: C901")})
    assert [breach.kind for breach in sizes.breaches(tree)] == ["complexity"]


def test_an_allowance_fits_exactly_and_says_why(plant: Plant) -> None:
    def tree_with(line: str) -> list[str]:
        return sizes.over_budget(plant({"src/long.py": LONG, sizes.ALLOWANCES: line}))

    line = '[[allow]]\nkind = "file"\nwhere = "src/long.py"\nsize = {}\nreason = "{}"\n'
    assert tree_with(line.format(401, "one table")) == []
    assert "has grown" in tree_with(line.format(400, "one table"))[0]
    assert "has shrunk" in tree_with(line.format(402, "one table"))[0]
    assert "needs a reason" in tree_with(line.format(401, " "))[0]
    stale = line.format(401, "one table").replace("long", "short")
    assert any("within budget: drop its line" in problem for problem in tree_with(stale))
