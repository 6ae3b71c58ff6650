# SPDX-License-Identifier: Apache-2.0
"""Does every page that shows a person's record leave a leaf with a purpose? None is forgotten."""

import pytest
from django.urls import reverse

from madoguchi.engines.cases.tests.test_pages import signed_in
from madoguchi.engines.cases.web.urls import urlpatterns
from madoguchi.platform.audit.models import Leaf

SHOWS_NOBODY = {
    "statistics": "numbers only",
    "export": "the page asks what to take out; taking it is tested in test_export",
    "ask_again": "what could not be opened; its list holds receipt numbers and no names",
    "key_changes": "numbers of keys and times, no names; one item is tested in test_key_changes",
    "key_change": "needs a new key; tested in test_key_changes",
    "keep_view": "only takes a POST",
    "drop_view": "only takes a POST",
    "batch": "only takes a POST; each verb leaves its own leaf",
    "settle": "only takes a POST",
    "take": "only takes a POST",
    "task_done": "only takes a POST",
    "preview": "only takes a POST; tested with the letters",
    "amendment": "needs a request; tested in test_amendments",
    "letter_pdf": "needs an issued letter; tested with the letters",
    "file_look": "needs a file on disk; tested in test_file_pages",
    "file_page": "needs a file on disk; tested in test_file_pages",
    "file_again": "only takes a POST",
    "original": "needs a file on disk and a reason; tested in test_file_pages",
    "file": "needs a file on disk; tested in test_pages",
}
SHOWS = {
    "inbox": "/cases/?tab=all",
    "search": "/cases/search/?name=灯",
    "case": "/cases/{number}/",
    "assign": "/cases/{number}/assign/",
    "correction": "/cases/{number}/correction/",
    "decide": "/cases/{number}/decide/approved/",
    "letter": "/cases/{number}/letter/",
    "do": "/cases/{number}/do/note/",
    "opinions": "/cases/opinions/",
    "opinion": "/cases/opinions/{opinion}/",
    "retention": "/cases/retention/",
}


def test_every_page_is_sorted():
    assert {one.name for one in urlpatterns} == SHOWS.keys() | SHOWS_NOBODY.keys()


@pytest.mark.parametrize("name", [name for name in SHOWS if name not in {"retention", "opinion"}])
def test_a_page_with_a_record_leaves_a_leaf(name, client, town_hall, case):
    signed_in(client, town_hall["takeuchi"])
    path = SHOWS[name].format(number=case.number, opinion="")
    before = set(Leaf.objects.values_list("id", flat=True))
    page = client.get(path)
    assert page.status_code == 200, path
    fresh = Leaf.objects.exclude(id__in=before).filter(actor_ref=town_hall["takeuchi"].ref)
    shown = case.number in page.content.decode() or "灯 あかり" in page.content.decode()
    written = [leaf for leaf in fresh if leaf.action in {"cases.read", "cases.listed"}]
    assert bool(written) == shown
    assert shown or name == "opinions"
    for leaf in written:
        assert leaf.purpose
        assert case.number in leaf.detail


def test_the_list_of_the_interface_leaves_a_leaf(client, town_hall, case):
    signed_in(client, town_hall["sanami"])
    assert case.number in client.get("/cases/api/cases").content.decode()
    leaf = Leaf.objects.filter(action="cases.listed").get()
    assert leaf.purpose
    assert leaf.facts["numbers"] == [case.number]


def test_nothing_shown_is_nothing_read(client, town_hall):
    signed_in(client, town_hall["sanami"])
    client.get(reverse("cases:inbox"))
    assert not Leaf.objects.filter(action="cases.listed").exists()
