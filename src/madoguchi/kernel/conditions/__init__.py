# SPDX-License-Identifier: Apache-2.0
"""Conditions: what a rule says, what it yields, and why."""
