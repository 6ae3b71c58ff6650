# SPDX-License-Identifier: Apache-2.0
"""What does the person see at the twin? One page that plays the phone and the card."""

from html import escape

from madoguchi.connectors.oidc_jpki.twin.people import HOLDERS, PIN, SIGN_PIN

STYLE = """
*{box-sizing:border-box}body{margin:0;font:17px/1.7 "BIZ UDPGothic","Noto Sans CJK JP",sans-serif;
color:#1a1a1c;background:#f2f2f2}main{max-width:34rem;margin:0 auto;padding:1.5rem 1rem 3rem;
background:#fff;min-height:100vh}h1{font-size:1.5rem;line-height:1.5;margin:.5rem 0}
.demo{background:#fff3d6;border:1px solid #b78f00;border-radius:8px;padding:.5rem .75rem;margin:0}
fieldset{border:0;padding:0;margin:1.25rem 0}legend,.label{font-weight:700;padding:0;display:block}
.choice{display:flex;gap:.75rem;align-items:center;min-height:44px;padding:.5rem .75rem;
border:1px solid #767676;border-radius:8px;margin:.5rem 0}.choice input{width:24px;height:24px;flex:none}
.choice small{display:block;color:#4d4d4d}input[name=pin]{font:inherit;width:14rem;min-height:48px;
padding:.5rem;border:1px solid #767676;border-radius:8px;letter-spacing:.2em}
button{font:inherit;font-weight:700;min-height:48px;padding:.5rem 1.25rem;border-radius:8px;
border:2px solid #0017c1;background:#0017c1;color:#fff;width:100%;margin:.4rem 0}
button.plain{background:#fff;color:#0017c1}:focus-visible{outline:4px solid #000;outline-offset:2px}
.bad{border:2px solid #ce0000;border-radius:8px;padding:.5rem .75rem;color:#a00000;font-weight:700}
"""
_STATES = {"good": "", "expired": "(電子証明書の期限切れ)", "revoked": "(電子証明書は失効)"}


_PROVING = (PIN, "暗証番号(4けた)", 4, "numeric")
_SIGNING = (SIGN_PIN, "署名用パスワード(英数字6文字から16文字)", 16, "text")


def draw(handle: str, client_name: str, *, wrong: int = 0, sign: bool = False) -> str:
    """The page that asks to hold the phone over the card."""
    choices = "".join(
        f'<label class="choice"><input type="radio" name="holder" value="{escape(one.id)}" required'
        f"{' checked' if number == 0 else ''}><span>{escape(one.name)}{_STATES[one.state]}"
        f"<small>{escape(one.address)}</small></span></label>"
        for number, one in enumerate(HOLDERS.values())
    )
    bad = ""
    if wrong:
        bad = f'<p class="bad" role="alert">{"パスワード" if sign else "暗証番号"}が違います。あと{3 - wrong}回ためせます。</p>'
    what = "電子署名" if sign else "本人確認"
    pin, label, most, mode = _SIGNING if sign else _PROVING
    body = f"""
<p class="demo">これは練習用の画面です。本物のデジタル認証アプリではありません。</p>
<h1>マイナンバーカードで{what}</h1>
<p>{escape(client_name)} が{what}を求めています。本物では、スマートフォンをカードにかざします。</p>{bad}
<form method="post" action="/twin/{escape(handle)}">
<fieldset><legend>どのカードをかざしますか</legend>{choices}</fieldset>
<p><label class="label" for="pin">{label}</label>
<input id="pin" name="pin" inputmode="{mode}" autocomplete="off" maxlength="{most}" aria-describedby="pin-hint">
<br><small id="pin-hint">練習用のカードはどれも {pin} です。</small></p>
<button name="do" value="hold">カードをかざす</button>
<button class="plain" name="do" value="cancel" formnovalidate>やめる</button>
<button class="plain" name="do" value="time_out" formnovalidate>かざさずに待つ(時間切れ)</button>
</form>"""
    return document(f"マイナンバーカードで{what}(練習用)", body)


def document(title: str, body: str) -> str:
    """A whole page."""
    return (
        '<!doctype html><html lang="ja"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><link rel='stylesheet' href='/twin/style.css'></head>"
        f"<body><main>{body}</main></body></html>"
    )
