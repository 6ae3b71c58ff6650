# SPDX-License-Identifier: Apache-2.0
"""The counter queue (待たない窓口): lines, desks, tickets, waiting times."""
