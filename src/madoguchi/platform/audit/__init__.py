# SPDX-License-Identifier: Apache-2.0
"""Who did what to which record, and can it be proven? Start at ``api.py``."""
