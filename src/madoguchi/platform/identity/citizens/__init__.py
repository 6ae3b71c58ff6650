# SPDX-License-Identifier: Apache-2.0
"""Citizens: accounts through django-allauth, and the vault that only they can open (portal)."""
