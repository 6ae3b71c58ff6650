# SPDX-License-Identifier: Apache-2.0
"""How does a template rest as JSON?"""

from dataclasses import asdict
from typing import Any

from madoguchi.engines.messaging.rules.template import Template


def variants_of(template: Template) -> dict[str, dict[str, str]]:
    """language → {subject, text, short}."""
    return {language: asdict(one) for language, one in template.variants.items()}


def variables_of(template: Template) -> list[dict[str, Any]]:
    """[{name, kind, personal, sample, label}]."""
    return [asdict(one) for one in template.variables]
