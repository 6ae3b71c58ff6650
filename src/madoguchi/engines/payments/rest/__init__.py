# SPDX-License-Identifier: Apache-2.0
"""Payments for programs."""
