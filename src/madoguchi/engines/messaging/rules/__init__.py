# SPDX-License-Identifier: Apache-2.0
"""Decisions of messaging: pure, without Django."""
