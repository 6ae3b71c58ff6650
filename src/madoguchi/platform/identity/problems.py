# SPDX-License-Identifier: Apache-2.0
"""What is wrong in a form, as the error summary and the fields show it?"""

from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.validators import EmailValidator, MaxLengthValidator

from madoguchi.platform.screens.wording import say

if TYPE_CHECKING:
    _Form = forms.Form
else:
    _Form = object

LONGEST_PASSWORD = 200


class WithProblems(_Form):
    """Adds our words for empty and misshapen answers, and the lists for the error components."""

    words: ClassVar[str] = "identity.required"

    def use_words(self, lang: str) -> None:
        """Say what is missing or misshapen in the reader's language; call it at the end of init."""
        for name, field in self.fields.items():
            field.error_messages["required"] = say(f"{self.words}.{name}", lang)
            if isinstance(field, forms.EmailField):
                shape = say("identity.error.email_shape", lang)
                field.validators = [EmailValidator(message=shape), *field.validators[1:]]
            if isinstance(field.widget, forms.PasswordInput):
                longest = say("identity.error.password_too_long", lang)
                field.validators = [
                    *field.validators,
                    MaxLengthValidator(LONGEST_PASSWORD, message=longest),
                ]

    @property
    def wrong(self) -> dict[str, str]:
        """The first error of each field by its name."""
        return {
            name: str(errors[0]) for name, errors in self.errors.items() if name != NON_FIELD_ERRORS
        }

    @property
    def problems(self) -> list[dict[str, str]]:
        """Every error with the address of its field, for the summary on top."""
        first = next(iter(self.fields), "main")
        return [
            {"href": f"#{first if name == NON_FIELD_ERRORS else name}", "text": str(error)}
            for name, errors in self.errors.items()
            for error in errors
        ]
