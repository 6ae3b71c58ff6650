# SPDX-License-Identifier: Apache-2.0
"""How is work done later, once, and in spite of killed processes? Start at ``api.py``."""
