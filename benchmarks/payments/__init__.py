# SPDX-License-Identifier: Apache-2.0
"""Does money stay right while everything breaks, and how fast are payments and reconciliation?"""
