# SPDX-License-Identifier: Apache-2.0
"""Where do the addresses in a message lead: to what it speaks of, or out of its topic?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.engines.messaging.commands.choose_topics import choose_topic
from madoguchi.engines.messaging.commands.note_opened import note_opened
from madoguchi.engines.messaging.models import Delivery
from madoguchi.engines.messaging.queries.inbox import find_delivery
from madoguchi.engines.messaging.queries.tokens import read_token
from madoguchi.engines.messaging.rules.notice_refusals import LinkWorn
from madoguchi.engines.messaging.rules.refusals import ConsentNotPossible
from madoguchi.engines.messaging.web.citizen.frame import name_of, who
from madoguchi.kernel.actors import Actor
from madoguchi.platform.screens.policies import open_to_all
from madoguchi.platform.screens.wording import say


@open_to_all("the address was written to one person; it shows nothing before they sign in")
@never_cache
@require_safe
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """Note that the message was opened and go to what it speaks of, on our own host.

    A mailbox that only looks at links asks by HEAD; that opens nothing.
    """
    _, at, _ = who(request)
    found = _found("open", token)
    if request.method == "GET":
        note_opened(delivery_id=found.id, actor=_reader(found), at=at)
    link = found.notice.link
    own = link.startswith("/") and not link.startswith(("//", "/\\"))
    return redirect(link if own else reverse("messaging:message", args=[found.notice_id]))


@csrf_exempt
@open_to_all("RFC 8058: whoever holds the address from a message may end its topic in one click")
@never_cache
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop a topic without signing in: a page with one button, or the mailbox's own button.

    The token is the proof, so no other is asked for; it can stop this topic and nothing else.
    """
    _, at, lang = who(request)
    found = _found("unsubscribe", token)
    topic, channel = found.notice.topic, ""
    if request.method == "POST":
        if request.POST.get("only") == "channel" and found.channel != "inbox":
            channel = found.channel
        words = say("messaging.unsubscribe.words", lang, topic=name_of(topic.title, lang))
        choose_topic(
            party_ref=found.recipient.party_ref, topic=topic.key, channel=channel, is_on=False,
            words=words, source="unsubscribe", actor=_reader(found), at=at,
        )  # fmt: skip
    elif topic.way == "always":
        raise ConsentNotPossible
    values = {
        "topic": name_of(topic.title, lang),
        "channel": say(f"messaging.channel.{found.channel}", lang),
        "has_channel": found.channel != "inbox",
        "done": request.method == "POST",
        "only_channel": bool(channel),
        "settings_url": reverse("messaging:settings"),
    }
    return render(request, "messaging/citizen/unsubscribe.html", values)


def _found(kind: str, token: str) -> Delivery:
    delivery_id = read_token(kind, token[:80])
    found = find_delivery(delivery_id) if delivery_id is not None else None
    if found is None:
        raise LinkWorn
    return found


def _reader(found: Delivery) -> Actor:
    """Whoever holds the address acts as its reader, and as nobody else."""
    return Actor(kind="citizen", ref=found.recipient.party_ref, name="")
