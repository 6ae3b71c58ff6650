# SPDX-License-Identifier: Apache-2.0
"""Transactions that stand their ground when many do the same at the same instant."""
