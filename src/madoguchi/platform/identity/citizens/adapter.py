# SPDX-License-Identifier: Apache-2.0
"""How does django-allauth work here: our vault, our words, our mails?"""

from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse

from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.identity.citizens.sign_ins import confirm_now, end_rows_of_others
from madoguchi.platform.identity.citizens.tries import count_try, forgive_try, remember_browser
from madoguchi.platform.identity.citizens.unlock import begin, change_password, unlock
from madoguchi.platform.identity.citizens.words import ERROR_WORDS, lang_now, mail_words
from madoguchi.platform.identity.models import User
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.wording import say


class MailAway(Refusal):
    """The mail could not be handed over."""

    code = "identity.mail_away"
    status = 503


def mail_away() -> MailAway:
    """The refusal, with the telephone for whoever is in a hurry."""
    return MailAway(
        text(
            "いま、メールを送ることができません。",
            "We cannot send mail at the moment.",
            "いま、メールを おくることが できません。",
        ),
        next_step=text(
            f"少し待って、もう一度ためしてください。お急ぎのときは {current_city().telephone} へ。",
            f"Please try again in a while, or call {current_city().telephone}.",
        ),
    )


class CitizenAdapter(DefaultAccountAdapter):
    """The points at which allauth asks the product."""

    error_messages = ERROR_WORDS

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before the password is looked at."""
        count_try(request, str(credentials.get("email", "")), at=now())

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Check the password; a right one was no try."""
        user = super().authenticate(request, **credentials)
        if user is not None:
            forgive_try(request, at=now())
        return user

    def get_login_stages(self) -> list[str]:
        """The second factor comes before everything else."""
        own = "madoguchi.platform.identity.citizens.second_factor.SecondFactorStage"
        return [own, *super().get_login_stages()]

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> Any:
        """Let this browser be known from now on."""
        response = super().post_login(request, user, **options)
        remember_browser(response, user.email, at=now())
        return response

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002
        """Make the account and its key pair."""
        saved: User = super().save_user(request, user, form, commit=commit)
        if commit:
            begin(request, saved, at=now())
        return saved

    def set_password(self, user: User, password: str) -> None:
        """Set a changed or forgotten password; the vault follows where it can."""
        change_password(context.request, user, password, at=now())
        end_rows_of_others(context.request, user, at=now())

    def reauthenticate(self, user: User, password: str) -> bool:
        """Check the password again and open the vault."""
        known = self.authenticate(context.request, email=user.email, password=password)
        if known is None or known.pk != user.pk:
            return False
        unlock(context.request, known, at=now())
        confirm_now(context.request, at=now())
        return True

    def clean_password(self, password: str, user: Any = None) -> str:
        """Refuse weak passwords in our own words."""
        try:
            return str(super().clean_password(password, user=user))
        except ValidationError as error:
            raise ValidationError(
                [_password_words(problem) for problem in error.error_list]
            ) from None

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a mail from texts/mail.yaml in the reader's language and hand it over."""
        subject, body = mail_words(template_prefix.rsplit("/", 1)[-1], context)
        try:
            EmailMessage(subject, body, self.get_from_email(), [email]).send()
        except (OSError, SMTPException) as error:
            raise mail_away() from error

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """Back to the account page."""
        return reverse("account_email")


def _password_words(problem: ValidationError) -> ValidationError:
    key = f"identity.error.{problem.code}"
    known = {"password_too_short", "password_too_common", "password_too_similar"}
    return ValidationError(say(key, lang_now()), problem.code) if problem.code in known else problem
