# SPDX-License-Identifier: Apache-2.0
"""Second factors of anyone with an account: passkeys, one-time codes, recovery codes. See ``api.py``."""
