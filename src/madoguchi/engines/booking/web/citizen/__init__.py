# SPDX-License-Identifier: Apache-2.0
"""Pages on which people look for a time and book it."""
