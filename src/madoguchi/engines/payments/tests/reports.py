# SPDX-License-Identifier: Apache-2.0
"""Files of payments for the tests, as stores, banks and gateways send them."""

from datetime import date

from madoguchi.engines.payments.rules.matching import Reported
from madoguchi.engines.payments.rules.zengin.convenience import write_convenience

PAID_ON = date(2026, 11, 20)


def report(slip, kind="final", *, minute="0930", shop="S000001", on=PAID_ON, yen=None):
    code = slip if isinstance(slip, str) else slip.code
    return Reported(0, kind, code, yen or int(code[37:43]), on, f"{minute}/C00001/{shop}")


def store_file(*lines, sender="TEST"):
    return write_convenience(PAID_ON, lines, sender)


def eltax_file(*rows):
    heads = "収納機関番号,納付番号,確認番号,納付区分,納付金額,納付日,取扱番号"
    return "\r\n".join([heads, *rows, ""]).encode("cp932")


def deposits_file(*rows):
    return "\r\n".join(["入金日,金額,振込人,摘要,取扱番号", *rows, ""]).encode("cp932")
