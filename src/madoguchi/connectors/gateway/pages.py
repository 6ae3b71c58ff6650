# SPDX-License-Identifier: Apache-2.0
"""What does a payer see at the practice provider? Plain pages that say that no money moves."""

from html import escape
from typing import Any

_STYLE = (
    "body{font-family:sans-serif;max-width:30rem;margin:2rem auto;padding:0 1rem;line-height:1.8}"
    "button{display:block;width:100%;font-size:1.1rem;padding:.8rem;margin:.8rem 0}"
    ".yen{font-size:2rem}"
)


def pay_page(payment: dict[str, Any]) -> bytes:
    """The first step: the amount, and pay or go back."""
    kind = "カード" if payment["route"] == "card" else "コード決済"
    return _page(
        f"{kind}でのお支払い(練習用)",
        f'<p class="yen">{payment["yen"]:,}円</p>'
        f'<form method="post" action="/page/{escape(payment["id"])}">'
        '<button name="do" value="secure">支払う</button>'
        '<button name="do" value="decline">支払えないことを試す</button>'
        '<button name="do" value="leave">支払わずに戻る</button></form>',
    )


def secure_page(payment: dict[str, Any]) -> bytes:
    """The second step: the issuer makes sure that it is the holder."""
    return _page(
        "ご本人の確認(練習用)",
        "<p>カード会社がご本人を確かめる画面の代わりです。</p>"
        f'<form method="post" action="/page/{escape(payment["id"])}">'
        '<button name="do" value="pay">本人です</button>'
        '<button name="do" value="decline">確認に失敗することを試す</button></form>',
    )


def done_page(return_url: str, sentence: str) -> bytes:
    """Nothing more can be done here."""
    back = f'<p><a href="{escape(return_url)}">市の画面に戻る</a></p>' if return_url else ""
    return _page("お支払い(練習用)", f"<p>{escape(sentence)}</p>{back}")


def _page(title: str, inner: str) -> bytes:
    return (
        f'<!doctype html><html lang="ja"><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style>'
        f"<main><h1>{title}</h1><p>練習用の決済事業者です。お金は動きません。</p>{inner}</main></html>"
    ).encode()
