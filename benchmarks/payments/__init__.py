# SPDX-License-Identifier: Apache-2.0
"""How fast and how surely are payments taken and reconciled?"""
