# SPDX-License-Identifier: Apache-2.0
"""How is an instant written for a reader in Japan?"""

from datetime import datetime

from madoguchi.kernel.clock import to_local
from madoguchi.kernel.eras import format_date
from madoguchi.platform.screens.wording import say


def format_clock(at: datetime, lang: str = "ja") -> str:
    """10時42分, or 10:42 for a reader of English."""
    local = to_local(at)
    return f"{local:%H:%M}" if lang == "en" else f"{local.hour}時{local.minute:02}分"


def format_instant(at: datetime, lang: str = "ja") -> str:
    """令和8年11月20日(金)10時42分, or its like in the reader's language."""
    day = format_date(to_local(at).date(), lang)
    return say("screens.at", lang, day=day, time=format_clock(at, lang))
