# SPDX-License-Identifier: Apache-2.0
"""Procedures (手続き): the catalogue, drafts, submissions and what comes back. Start at ``api.py``."""
