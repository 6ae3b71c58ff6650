# SPDX-License-Identifier: Apache-2.0
"""Payments (収納): what is owed to the city, what was paid of it, and by which way."""
