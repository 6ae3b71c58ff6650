# SPDX-License-Identifier: Apache-2.0
"""A citizen's browser for the tests of booking: signs in, presses times, reads pages."""

import re

from django.test import Client

DAY = "2026-12-01"
CONTACT = {"name": "灯 あかり", "phone": "090-0000-1125"}


def sign_in(email, at):
    from madoguchi.platform.identity.api import actor_for, create_citizen

    user = create_citizen(email=email, password="minato no akari 2026", at=at)
    client = Client()
    client.force_login(user, backend="madoguchi.platform.identity.citizens.backend.CitizenBackend")
    client.actor = actor_for(user)
    return client


def slot(town, starts="9:00", ends="12:00", space="hall", day=None):
    day = day or town.DAY
    first, last = (int(town.on(one, day).timestamp()) for one in (starts, ends))
    return f"{space}|{first}|{last}"


def body(response):
    return response.content.decode()


def press(client, town, offer="gym", **more):
    values = {"slot": slot(town), "people": "2", **more}
    return client.post(f"/booking/offers/{offer}/hold/", values)


def hold(client, town, **more):
    response = press(client, town, **more)
    assert response.status_code == 302, body(response)
    return response.headers["Location"]


def book(client, town, **more):
    here = hold(client, town, **more)
    seen = re.search(r'name="seen" value="(\d+)"', body(client.get(here)))[1]
    made = client.post(f"{here}fill/", {"do": "book", "seen": seen, "people": "2", **CONTACT})
    assert made.status_code == 302, body(made)
    return here
