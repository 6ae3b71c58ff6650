# SPDX-License-Identifier: Apache-2.0
"""Who is this person? Accounts, signing in and the citizen's vault. Start at ``api.py``."""
