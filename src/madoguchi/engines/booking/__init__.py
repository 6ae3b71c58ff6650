# SPDX-License-Identifier: Apache-2.0
"""Booking: spaces, slots, lotteries, courses (portal zone)."""
