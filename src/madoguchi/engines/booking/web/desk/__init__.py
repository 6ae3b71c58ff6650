# SPDX-License-Identifier: Apache-2.0
"""Pages on which staff see the day, book for callers, and let people in."""
