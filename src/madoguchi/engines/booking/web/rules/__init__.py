# SPDX-License-Identifier: Apache-2.0
"""Pages on which staff set rules, see what these do, and bring in lists."""
