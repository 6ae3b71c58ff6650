# SPDX-License-Identifier: Apache-2.0
"""Words, icons, dates, money and components in templates (a builtin: no {% load %} needed)."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.template import Context, Engine, Library, Template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from madoguchi.kernel.clock import to_local
from madoguchi.kernel.eras import format_date, format_wareki, format_wareki_weekday
from madoguchi.kernel.texts import TextValue
from madoguchi.platform.screens.assets import asset_url
from madoguchi.platform.screens.charts import Chart
from madoguchi.platform.screens.instants import format_clock, format_instant
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.wording import say_html

register = Library()


def reader(context: Context) -> str:
    """The language of the page being rendered."""
    lang = context.get("lang")
    if isinstance(lang, str):
        return lang
    request = getattr(context, "request", None) or context.get("request")
    return lang_of(request)


@register.simple_tag(takes_context=True)
def t(context: Context, key: str, **values: Any) -> SafeString:
    """A label: {% t "portal.search.button" %}, {% t "inbox.count" count=12 %}."""
    return say_html(key, reader(context), **values)


@register.simple_tag(takes_context=True)
def pick(context: Context, value: TextValue | str | None) -> str:
    """A text from data in the reader's language."""
    return value.pick(reader(context)) if isinstance(value, TextValue) else (value or "")


@register.filter
def in_language(value: TextValue | str | None, lang: str) -> str:
    """The same as a filter: {{ item.title|in_language:lang }}."""
    return value.pick(lang) if isinstance(value, TextValue) else (value or "")


@register.simple_tag
def asset(name: str) -> str:
    """The address of a built file: {% asset "madoguchi.css" %}."""
    return asset_url(name)


@register.simple_tag
def icon(name: str | None, label: str = "") -> SafeString:
    """A line icon; with a label it is read aloud, without it is decoration."""
    return _picture("icon", f"i-{name}", label) if name else mark_safe("")


@register.simple_tag
def shape(name: str, kind: str = "") -> SafeString:
    """A small solid shape (calm watch alert danger none square pause)."""
    href = f"{asset_url('icons.svg')}#s-{name}"
    return format_html(
        '<svg class="shape"{} viewBox="0 0 16 16" aria-hidden="true"><use href="{}"/></svg>',
        mark_safe(' data-kind="open"') if kind == "open" else "",
        href,
    )


@lru_cache(maxsize=512)
def _picture(css: str, symbol: str, label: str) -> SafeString:
    href = f"{asset_url('icons.svg')}#{symbol}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, href
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', css, href)


def _day_of(value: date | datetime) -> date:
    return to_local(value).date() if isinstance(value, datetime) else value


@register.filter
def date_ja(value: date | datetime | None) -> str:
    """令和8年11月20日."""
    return format_wareki(_day_of(value)) if value else ""


@register.filter
def date_ja_week(value: date | datetime | None) -> str:
    """令和8年11月20日(金)."""
    return format_wareki_weekday(_day_of(value)) if value else ""


@register.simple_tag(takes_context=True)
def day(context: Context, value: date | datetime | None) -> SafeString:
    """A day in the reader's language inside <time>."""
    if not value:
        return mark_safe("")
    on = _day_of(value)
    return format_html(
        '<time datetime="{}">{}</time>', on.isoformat(), format_date(on, reader(context))
    )


@register.simple_tag(takes_context=True)
def instant(context: Context, value: datetime | None) -> SafeString:
    """A day and the time of day in Japan inside <time>."""
    if not value:
        return mark_safe("")
    stamp = to_local(value).isoformat(timespec="minutes")
    written = format_instant(value, reader(context))
    return format_html('<time datetime="{}">{}</time>', stamp, written)


@register.filter
def clock(value: datetime | None, lang: str = "ja") -> str:
    """10時42分, or 10:42 for a reader of English."""
    return format_clock(value, lang) if value else ""


@register.filter
def yen(value: int | None) -> str:
    """1,234円."""
    return "" if value is None else f"{value:,}円"


@register.filter
def digits(value: str | None) -> str:
    """0000241111 for the address of a telephone link."""
    return "".join(sign for sign in value or "" if sign.isdigit() or sign == "+")


@register.filter
def tone(level: str | None) -> str:
    """The tone of a Django message level (success error warning info debug)."""
    return {"success": "ok", "error": "bad", "warning": "warn"}.get(level or "", "info")


@register.filter
def get(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """The value of a key that is itself a variable."""
    return (mapping or {}).get(key, "")


@register.simple_tag
def attrs(**given: Any) -> SafeString:
    """Attributes that have a value: {% attrs id=id data_kind=kind disabled=disabled %}."""
    parts = []
    for name, value in given.items():
        if value is None or value is False or value == "":
            continue
        written = name.rstrip("_").replace("_", "-")
        parts.append(f" {written}" if value is True else _attribute(written, value))
    return mark_safe("".join(parts))  # noqa: S308 - each value is escaped


def _attribute(name: str, value: Any) -> str:
    return f' {name}="{conditional_escape(str(value))}"'


@register.simple_tag(takes_context=True)
def component(context: Context, name: str, /, **values: Any) -> SafeString:
    """A component from components/: {% component "tag" tone="ok" icon="check" text="決定" %}."""
    return _render(context, name, values)


@register.simple_block_tag(takes_context=True)
def wrap(context: Context, content: str, name: str, /, **values: Any) -> SafeString:
    """A component around content: {% wrap "panel" title="…" %} … {% endwrap %}."""
    return _render(context, name, {**values, "body": mark_safe(content)})  # noqa: S308 - rendered


@register.simple_tag(takes_context=True)
def chart(context: Context, drawing: Chart) -> SafeString:
    """A chart from Python data with its table: {% chart received_per_month %}."""
    return _render(context, "chart", {"chart": drawing})


class _Given(dict[str, Any]):
    """What a component was given; everything else is blank instead of a costly failed look-up."""

    _CONSTANTS = frozenset({"True", "False", "None"})

    def __contains__(self, name: object) -> bool:
        return name not in self._CONSTANTS

    def __missing__(self, name: str) -> str:
        return ""


def _render(context: Context, name: str, values: dict[str, Any]) -> SafeString:
    template = _template(name)
    return template.render(context.new(_Given(values, lang=reader(context))))


@lru_cache(maxsize=256)
def _template(name: str) -> Template:
    return Engine.get_default().get_template(f"components/{name}.html")
