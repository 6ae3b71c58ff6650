# SPDX-License-Identifier: Apache-2.0
"""The city's codes as a biller and what the tests of slips, files and tills need."""

from madoguchi.engines.payments.commands.set_biller import set_biller
from madoguchi.kernel.actors import SYSTEM, Actor

BILLER = {
    "biller": "912345", "agency": "13999", "category": "001", "collector_code": "1399900001",
    "collector_name": "トウダイシ", "bank": "9999", "bank_name": "ミナトギンコウ", "branch": "101",
    "branch_name": "トウダイ", "account_kind": "1", "account_number": "1000001",
}  # fmt: skip
PAYER = {
    "name": "灯 あかり",
    "kana": "トモシ アカリ",
    "address": "灯台市港町1丁目2番3号",
    "postal": "999-0001",
}


def build(at):
    set_biller(codes=BILLER, actor=SYSTEM, at=at)


def staff(name, *roles):
    return Actor(
        kind="staff", ref=f"identity:{name}", name=name, roles=frozenset(roles),
        sections=frozenset({"accounting"}),
    )  # fmt: skip


MORI = staff("mori", "treasurer")
KAWASE = staff("kawase", "treasurer")
SAWA = staff("sawa", "cashier")
