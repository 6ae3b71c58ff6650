# SPDX-License-Identifier: Apache-2.0
"""Decisions about money, without a database or a clock."""
