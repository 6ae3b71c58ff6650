# SPDX-License-Identifier: Apache-2.0
"""Which sections and posts does the city have, and who holds which post when? See ``api.py``."""
