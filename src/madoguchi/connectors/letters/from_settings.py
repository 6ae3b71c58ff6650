# SPDX-License-Identifier: Apache-2.0
"""Where is the print queue, and which city writes?"""

from django.conf import settings

from madoguchi.connectors.letters.drawing import Letterhead
from madoguchi.connectors.letters.provider import LetterProvider
from madoguchi.connectors.letters.queue import PrintQueue
from madoguchi.platform.screens.city import current_city


def print_queue() -> PrintQueue:
    """The queue of this zone."""
    return PrintQueue(settings.HOME / "letters")


def make_provider() -> LetterProvider:
    """The provider over it."""
    city = current_city()
    fonts = tuple(str(path) for path in settings.FONT_PATHS)
    return LetterProvider(print_queue(), Letterhead(city.name.ja, city.telephone, fonts))
