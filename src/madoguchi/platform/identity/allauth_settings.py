# SPDX-License-Identifier: Apache-2.0
"""How do citizens sign up and sign in? Settings of django-allauth, taken over by the portal."""

ACCOUNT_ADAPTER = "madoguchi.platform.identity.citizens.adapter.CitizenAdapter"
ACCOUNT_FORMS = {
    "login": "madoguchi.platform.identity.citizens.forms.SignInForm",
    "signup": "madoguchi.platform.identity.citizens.forms.SignUpForm",
    "change_password": "madoguchi.platform.identity.citizens.forms.ChangePasswordForm",
    "set_password": "madoguchi.platform.identity.citizens.forms.SetPasswordForm",
    "reset_password": "madoguchi.platform.identity.citizens.forms.ForgottenPasswordForm",
    "reset_password_from_key": "madoguchi.platform.identity.citizens.forms.NewPasswordForm",
    "reauthenticate": "madoguchi.platform.identity.citizens.forms.UnlockForm",
    "confirm_email_verification_code": "madoguchi.platform.identity.citizens.forms.EmailCodeForm",
    "confirm_password_reset_code": "madoguchi.platform.identity.citizens.forms.ResetCodeForm",
}

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 1
ACCOUNT_EMAIL_MAX_LENGTH = 254

# A code instead of a link: it works where the mail is read on another device, and cannot be
# imitated by a link to another site.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 30 * 60
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 30 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 8}

# Whether an address has an account is never told: neither by words, nor by time, nor by cookies.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
# Wrong passwords are counted in citizens/tries.py.
ACCOUNT_RATE_LIMITS = {
    "login_failed": None,
    "login": "30/m/ip",
    "signup": "20/m/ip",
    "set_password": "madoguchi.platform.identity.citizens.forms.SetPasswordForm",
    "reset_password": "20/m/ip,5/m/key,20/d/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}

LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["madoguchi.platform.identity.citizens.backend.CitizenBackend"]
