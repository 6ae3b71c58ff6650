# SPDX-License-Identifier: Apache-2.0
"""Journeys through both zones: real servers, a real browser, real databases."""
