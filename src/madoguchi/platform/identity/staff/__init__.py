# SPDX-License-Identifier: Apache-2.0
"""Staff: accounts by login name, lockout, limited sessions (office)."""
