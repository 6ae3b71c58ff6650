# SPDX-License-Identifier: Apache-2.0
"""Slips as paper."""
