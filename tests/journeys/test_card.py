# SPDX-License-Identifier: Apache-2.0
"""Moving out with a card: proved in mid-form at a provider of its own process, seen by the clerk."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from madoguchi.config.demo.card_twin import card_environment, start_card_twin
from madoguchi.config.demo.processes import stop_all
from madoguchi.config.demo.wait import wait_until_up
from tests.journeys.conftest import copy_packs
from tests.journeys.reader import NARROW, a_reader
from tests.journeys.town import Town, free_ports

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def card_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A city whose portal knows a card provider."""
    home: Path = tmp_path_factory.mktemp("card")
    (port,) = free_ports(1)
    twins: list[subprocess.Popen[bytes]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MADOGUCHI_PACKS_ROOT", str(copy_packs(home / "packs")))
        town = Town(home)
        town.portal.extra |= card_environment(port)
        try:
            town.prepare()
            twins.append(start_card_twin(town.portal, port, log=town.logs / "card.log"))
            wait_until_up(port, processes=twins)
            town.start()
            yield town
        finally:
            town.close()
            stop_all(twins)


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_a_card_is_held_and_the_form_goes_on(
    card_city: Town, chromium: Browser, width: int
) -> None:
    with a_reader(chromium, card_city.portal_url, width=width, folder="card") as reader:
        reader.open("/procedures/move-out/")
        reader.look("card-intro")
        reader.says("マイナンバーカードで本人確認をします")
        reader.press("申請を始める")
        reader.look("card-why")
        reader.page.get_by_role("link", name="カードで本人確認をする").click()
        reader.says("これは練習用の画面です")
        reader.page.locator("#pin").fill("1125")
        reader.page.get_by_role("button", name="カードをかざす").click()
        reader.problems.clear()  # the way led over another site, as it should
        reader.look("card-back")
        reader.says("カードで本人確認ができました")
        reader.page.get_by_role("link", name="申請にもどる").click()
        reader.look("card-told")
        reader.says("灯 あかり")
        reader.page.get_by_role("link", name="申請をつづける").click()
        reader.says("灯台市に住民票がありますか")


def test_stopping_at_the_phone_leads_back_to_the_draft(card_city: Town, chromium: Browser) -> None:
    with a_reader(chromium, card_city.portal_url, folder="card") as reader:
        reader.open("/procedures/move-out/")
        reader.press("申請を始める")
        reader.page.get_by_role("link", name="カードで本人確認をする").click()
        reader.page.get_by_role("button", name="やめる").click()
        reader.problems.clear()
        reader.look("card-cancelled")
        reader.says("カードでの本人確認を中止しました。")
        reader.page.get_by_role("link", name="申請にもどる").click()
        reader.says("マイナンバーカードで本人確認をします")
