# SPDX-License-Identifier: Apache-2.0
"""How fast and how fair is booking? ``make bench-booking``"""
