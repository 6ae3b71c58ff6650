# SPDX-License-Identifier: Apache-2.0
"""Pages hold no inline script or style, and nothing is loaded from another host."""

from pathlib import Path

import pytest

from tests.architecture.checks import markup
from tests.architecture.conftest import Plant, must_be_empty

PAGE = "src/madoguchi/engines/cases/templates/cases/page.html"


@pytest.mark.parametrize("check", [markup.strict_pages, markup.strict_assets])
def test_this_tree_stands_a_strict_policy(root: Path, check) -> None:
    must_be_empty(check(root))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("<script>go()</script>", "inline <script>"),
        ("<style>p{}</style>", "inline <style>"),
        ('<p style="color: red">', "inline style attribute"),
        ('<p {% if late > 3 %}class="late"{% endif %} style="x">', "inline style attribute"),
        ('<button onclick="go()">', "inline event handler onclick"),
        ('<script src="https://example.net/a.js"></script>', "another host"),
        ('<img src="//example.net/a.png">', "another host"),
        ('<link rel="stylesheet" href="https://example.net/a.css">', "another host"),
        ('<form action="http://example.net/">', "another host"),
    ],
)
def test_a_line_that_breaks_the_policy_is_found(plant: Plant, line: str, fault: str) -> None:
    (problem,) = markup.strict_pages(plant({PAGE: f"<h1>窓口</h1>\n{line}\n"}))
    assert problem.startswith(f"{PAGE}:2: ")
    assert fault in problem


def test_a_page_of_ours_passes(plant: Plant) -> None:
    page = (
        "{# <script>in a comment</script> #}\n"
        '<a href="https://example.net/">よその ページ</a>\n'
        '<script src="{% static "portal.js" %}" defer></script>\n'
        '<script type="application/json" id="x">{}</script>\n'
        '<svg xmlns="http://www.w3.org/2000/svg"><use href="#lamp"/></svg>\n'
    )
    assert markup.strict_pages(plant({PAGE: page})) == []


def test_a_font_from_another_host_is_found(plant: Plant) -> None:
    tree = plant(
        {
            "frontend/css/base.css": (
                "/* https://example.net */\na { background: url(https://example.net/a.png) }\n"
                "@import '//example.net/b.css';\nb { background: url(./here.svg) }\n"
            ),
            "frontend/js/go.js": (
                "fetch('https://example.net/x');\nconst ns = 'http://www.w3.org/2000/svg';\n"
            ),
        }
    )
    found = markup.strict_assets(tree)
    assert [problem.split(": ")[0] for problem in found] == [
        "frontend/css/base.css:2",
        "frontend/css/base.css:3",
        "frontend/js/go.js:1",
    ]
