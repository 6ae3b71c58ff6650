# SPDX-License-Identifier: Apache-2.0
"""What do citizens type to sign up, sign in, and change or recover a password?"""

from typing import Any

from allauth.account import forms as allauth_forms
from django.http import HttpRequest, HttpResponse

from madoguchi.kernel.clock import now
from madoguchi.kernel.text import normalise
from madoguchi.platform.identity.citizens.cookie import hand_out_decoy
from madoguchi.platform.identity.citizens.unlock import unlock
from madoguchi.platform.identity.citizens.words import lang_now
from madoguchi.platform.identity.models import User
from madoguchi.platform.identity.problems import WithProblems


class CitizenForm(WithProblems):
    """A form of django-allauth in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Typed once: whoever mistypes recovers by mail.
        self.fields.pop("password2", None)
        self.use_words(lang_now())


class SignInForm(CitizenForm, allauth_forms.LoginForm):
    """E-mail and password."""

    def _login_with_password(
        self, request: HttpRequest, redirect_url: str | None, credentials: dict[str, Any]
    ) -> HttpResponse:
        response: HttpResponse = super()._login_with_password(request, redirect_url, credentials)
        if isinstance(self.user, User) and self.user.is_active:
            unlock(request, self.user, at=now())
        return response


class SignUpForm(CitizenForm, allauth_forms.SignupForm):
    """E-mail and a new password."""

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account; where there is one already, nothing tells it."""
        if self.account_already_exists:
            User().set_password(self.cleaned_data["password1"])
            hand_out_decoy(request)
        user, response = super().try_save(request)
        return user, response


class ChangePasswordForm(CitizenForm, allauth_forms.ChangePasswordForm):
    """The present password and a new one."""


class SetPasswordForm(CitizenForm, allauth_forms.SetPasswordForm):
    """A first password for an account that was made by card."""


class ForgottenPasswordForm(CitizenForm, allauth_forms.ResetPasswordForm):
    """The e-mail address to which a code is sent."""


class NewPasswordForm(CitizenForm, allauth_forms.ResetPasswordKeyForm):
    """A new password in place of a forgotten one."""


class UnlockForm(CitizenForm, allauth_forms.ReauthenticateForm):
    """The password once more."""


class _CodeForm(CitizenForm):
    def clean_code(self) -> str:
        """Take full-width digits and spaces too."""
        self.cleaned_data["code"] = normalise(self.cleaned_data["code"])
        code: str = super().clean_code()  # type: ignore[misc]
        return code


class EmailCodeForm(_CodeForm, allauth_forms.ConfirmEmailVerificationCodeForm):
    """The code from the mail that checks an address."""


class ResetCodeForm(_CodeForm, allauth_forms.ConfirmPasswordResetCodeForm):
    """The code from the mail that allows a new password."""
