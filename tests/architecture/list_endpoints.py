# SPDX-License-Identifier: Apache-2.0
"""Which addresses does this zone answer, and who may open each? Prints JSON; run as a script."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import django
from django.urls import URLPattern, URLResolver, get_resolver


def main() -> None:
    """Print ``{address: {view, policy}}`` of the zone that the environment names."""
    django.setup()
    found = {
        address: {"view": name_of(view), "policy": policy_of(view)}
        for address, view in addresses(get_resolver(), "/")
    }
    json.dump(found, sys.stdout, ensure_ascii=False)


def addresses(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every address below a resolver with its view, parameters as ``<name>``."""
    for pattern in resolver.url_patterns:
        address = prefix + plain(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, address)
        elif isinstance(pattern, URLPattern):
            yield address, pattern.callback


def plain(pattern: str) -> str:
    """``<uuid:case_id>`` and ``(?P<case_id>[^/]+)`` as ``<case_id>``; anchors dropped."""
    named = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", pattern)
    return (
        re.sub(r"<\w+:(\w+)>", r"<\1>", named)
        .removeprefix("^")
        .removesuffix("$")
        .replace("\\Z", "")
    )


def policy_of(view: Callable[..., Any]) -> str | None:
    """What the view, its class or what it wraps says about who may open it."""
    seen: Any = view
    while seen is not None:
        for holder in (seen, getattr(seen, "view_class", None)):
            policy = getattr(holder, "policy", None)
            if policy is not None and not callable(policy):
                return in_words(policy)
        seen = getattr(seen, "__wrapped__", None)
    return None


def in_words(policy: Any) -> str:
    """``staff: cases.view`` for a policy with a kind and a detail; else its own words."""
    if not hasattr(policy, "kind"):
        return str(policy)
    detail = getattr(policy, "detail", "")
    return f"{policy.kind}: {detail}" if detail else str(policy.kind)


def name_of(view: Callable[..., Any]) -> str:
    """The dotted name of a view."""
    inner = getattr(view, "view_class", view)
    return f"{inner.__module__}.{getattr(inner, '__qualname__', type(inner).__name__)}"


if __name__ == "__main__":
    main()
