# SPDX-License-Identifier: Apache-2.0
"""What does an offer say in words: fees, who may book, until when, what cancelling costs?"""

from typing import Any

from madoguchi.engines.booking.models import Offer, Space
from madoguchi.engines.booking.rules.offer import (
    Cap,
    Eligibility,
    Facts,
    FeeLine,
    OfferRules,
    Window,
)
from madoguchi.engines.booking.rules.times import DAY_MINUTES
from madoguchi.engines.booking.web.citizen.frame import clock, money, pick, text_of
from madoguchi.platform.screens.wording import all_texts, say

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")


def list_facts(offer: Offer, spaces: list[Space], lang: str) -> list[dict[str, str]]:
    """What a reader should know first: where, how many, who, until when, cancelling."""
    rules = offer.read_rules()
    rows = []
    rows += _where(rules, spaces, lang)
    most = _most(rules, spaces)
    if most > 1:
        rows.append(_fact("users", "people", lang, say("booking.up_to_people", lang, people=most)))
    rows.append(_fact("user", "who", lang, *eligible_words(rules.eligible, lang)))
    rows.append(_fact("clock", "window", lang, *window_words(rules, lang)))
    rows += list_to_know(offer, lang)
    rows.append(_fact("undo", "cancel", lang, *cancel_words(rules, lang)))
    return rows


def list_to_know(offer: Offer, lang: str) -> list[dict[str, str]]:
    """What to bring, what is needed, who teaches, whether there is a certificate."""
    facts = offer.read_rules().facts
    told = (
        ("bag", "bring", text_of(facts.bring, lang)),
        ("book", "materials", text_of(facts.materials, lang)),
        ("user", "teacher", text_of(facts.teacher, lang)),
        ("stamp", "certificate", _certificate(facts, lang)),
    )  # fmt: skip
    return [_fact(icon, key, lang, words) for icon, key, words in told if words]


def _certificate(facts: Facts, lang: str) -> str:
    if not facts.certificate:
        return ""
    if facts.certificate_sessions:
        return say("booking.fact.certificate_count", lang, count=facts.certificate_sessions)
    return say("booking.fact.certificate_text", lang)


def _where(rules: OfferRules, spaces: list[Space], lang: str) -> list[dict[str, str]]:
    """The meeting place as the offer calls it, with the places and their address below."""
    told, places = text_of(rules.facts.place, lang), where_words(spaces, lang)
    if told and places and places != told:
        return [_fact("pin", "where", lang, told, places)]
    return [_fact("pin", "where", lang, told or places)] if told or places else []


def _fact(icon: str, key: str, lang: str, text: str, *notes: str) -> dict[str, str]:
    between = " " if lang == "en" else ""
    label = say(f"booking.fact.{key}", lang)
    return {"icon": icon, "label": label, "text": text, "note": between.join(notes)}


def where_words(spaces: list[Space], lang: str) -> str:
    """The places with their address, said once where they share it."""
    names = [pick(one.title, lang) for one in spaces]
    addresses = list(dict.fromkeys(one.address for one in spaces if one.address))
    between = ", " if lang == "en" else "、"
    return " ・ ".join(part for part in (between.join(names), between.join(addresses)) if part)


def _most(rules: OfferRules, spaces: list[Space]) -> int:
    largest = max((one.capacity for one in spaces if one.kind == "place"), default=0)
    return min(rules.people_most, largest) if largest > 1 else rules.people_most


def eligible_words(eligible: Eligibility, lang: str) -> list[str]:
    """Who may book."""
    said = []
    if eligible.groups == "only":
        said.append(say("booking.who.groups_only", lang))
    elif eligible.residents_only:
        said.append(say("booking.who.residents", lang))
    elif eligible.registered_only:
        said.append(say("booking.who.registered", lang))
    elif eligible.user_classes:
        said.append(say("booking.who.classes", lang))
    else:
        said.append(say("booking.who.all", lang))
    if eligible.groups == "none":
        said.append(say("booking.who.no_groups", lang))
    if eligible.group_members_min:
        said.append(say("booking.who.members", lang, count=eligible.group_members_min))
    if eligible.group_residents != "any":
        key = "majority" if eligible.group_residents == "majority" else "all_res"
        said.append(say(f"booking.who.{key}", lang))
    return said + age_words(eligible, lang) + _group_ages(eligible, lang)


def _group_ages(eligible: Eligibility, lang: str) -> list[str]:
    """Whose ages decide in a group, where ages decide and groups may book."""
    if not eligible.asks_birth or eligible.groups == "none" or eligible.group_ages == "booker":
        return []
    return [say(f"booking.who.ages_{eligible.group_ages}", lang)]


def age_words(eligible: Eligibility, lang: str) -> list[str]:
    """The ages that an offer is for."""
    said = []
    for unit, least, most in (
        ("years", eligible.age_from, eligible.age_until),
        ("months", eligible.months_from, eligible.months_until),
    ):
        if least is not None and most is not None:
            said.append(say(f"booking.who.{unit}", lang, least=least, most=most))
        elif least is not None:
            said.append(say(f"booking.who.{unit}_from", lang, least=least))
        elif most is not None:
            said.append(say(f"booking.who.{unit}_until", lang, most=most))
    return said


def window_words(rules: OfferRules, lang: str) -> list[str]:
    """From when and until when one can book."""
    said = [_opens(rules.window, lang)]
    before = rules.window.closes_minutes_before
    if before >= DAY_MINUTES:
        said.append(say("booking.window.closes_days", lang, days=before // DAY_MINUTES))
    elif before > 0:
        said.append(say("booking.window.closes_minutes", lang, minutes=before))
    if rules.lottery:
        said.append(say("booking.window.lottery", lang))
    return said


def _opens(window: Window, lang: str) -> str:
    at = clock(window.opens, lang)
    if window.months_before is None:
        return say("booking.window.days", lang, days=window.days_before or 0, clock=at)
    key = "booking.window.months" if window.months_before else "booking.window.this_month"
    return say(key, lang, months=window.months_before, day=window.on_day, clock=at)


def cancel_words(rules: OfferRules, lang: str) -> list[str]:
    """What is owed after cancelling, step by step, and until when one can."""
    rule = rules.cancellation
    said = []
    for step in sorted(rule.steps, key=lambda one: -one.hours_before):
        share = "free" if not step.owed_percent else "share"
        unit = "days" if step.hours_before % 24 == 0 and step.hours_before else "hours"
        count = step.hours_before // 24 if unit == "days" else step.hours_before
        said.append(
            say(f"booking.cancel.{share}_{unit}", lang, count=count, percent=step.owed_percent)
        )
    if not said:
        said.append(say("booking.cancel.always_free", lang))
    elif all(step.owed_percent < 100 for step in rule.steps):
        said.append(say("booking.cancel.then_all", lang))
    if rule.late_points:
        said.append(say("booking.cancel.points", lang, hours=rule.late_hours))
    return said


def rules_in_words(rules: OfferRules, lang: str) -> list[str]:
    """The rest of the rules as sentences."""
    said = [cap_words(cap, lang) for cap in rules.caps]
    if rules.invitations != "only":
        said.append(say("booking.rule.hold", lang, minutes=rules.hold_minutes))
    if rules.pay_by_days is not None and rules.fees:
        said.append(say("booking.rule.pay_by", lang, days=rules.pay_by_days))
    if rules.waiting.size:
        said.append(say(f"booking.rule.waiting_{rules.waiting.order}", lang))
    if rules.cancellation.no_show_points:
        penalty = rules.penalty
        said.append(
            say(
                "booking.rule.penalty",
                lang,
                points=penalty.points,
                within=penalty.within_days,
                days=penalty.suspend_days,
            )
        )
    return said


def cap_words(cap: Cap, lang: str) -> str:
    """お一人 1週間に2件まで."""
    return say(
        f"booking.cap.{cap.per}",
        lang,
        period=say(f"booking.period.{cap.period}", lang),
        most=cap.most,
        unit=say(f"booking.unit.{cap.unit}", lang),
    )


def fee_table(offer: Offer, spaces: list[Space], lang: str) -> dict[str, Any]:
    """The fees as columns and rows for the table, extras and reductions included."""
    rules = offer.read_rules()
    names = {one.key: pick(one.title, lang) for one in spaces}
    keys = ("what", "when", "price")
    columns = [
        {"key": key, "label": say(f"booking.fees.{key}", lang), "head": key == "what",
         "num": key == "price"}
        for key in keys
    ]  # fmt: skip
    rows = [_fee_row(line, rules, names, lang) for line in rules.fees]
    rows += [
        {
            "what": text_of(extra.title, lang),
            "when": say("booking.fees.extra", lang),
            "price": _price(extra.per, extra.yen, lang),
        }
        for extra in rules.extras
    ]
    return {"columns": columns, "rows": rows, "reductions": _reductions(rules, lang)}


def _fee_row(line: FeeLine, rules: OfferRules, names: dict[str, str], lang: str) -> dict[str, str]:
    between = ", " if lang == "en" else "、"
    what = [names.get(key, key) for key in sorted(line.spaces)]
    what += [rules.word(one, lang) for one in sorted(line.purposes)]
    what += [class_name(one, lang, rules) for one in sorted(line.user_classes)]
    when = [say(f"booking.day.{day}", lang) for day in _DAYS if day in line.weekdays]
    if line.starts or line.ends < DAY_MINUTES:
        when.append(
            say("booking.span", lang, starts=clock(line.starts, lang), ends=clock(line.ends, lang))
        )
    return {
        "what": between.join(what) or say("booking.fees.all", lang),
        "when": between.join(when) or say("booking.fees.always", lang),
        "price": _price(line.per, line.yen, lang),
    }


def class_name(user_class: str, lang: str, rules: OfferRules | None = None) -> str:
    """A class of users in words: the offer's own, else ours, else its key."""
    if rules is not None and user_class in rules.words:
        return rules.word(user_class, lang)
    key = f"booking.class.{user_class}"
    return say(key, lang) if key in all_texts() else user_class


def _price(per: str, yen: int, lang: str) -> str:
    return say("booking.price", lang, unit=say(f"booking.per.{per}", lang), yen=money(yen, lang))


def _reductions(rules: OfferRules, lang: str) -> list[dict[str, str]]:
    found = []
    for one in rules.reductions:
        notes = [text_of(one.evidence, lang)]
        if one.needs_approval:
            notes.append(say("booking.fees.approval", lang))
        found.append(
            {
                "title": text_of(one.title, lang),
                "share": say("booking.fees.percent_off", lang, percent=one.percent),
                "note": " ".join(note for note in notes if note),
            }
        )
    return found
