# SPDX-License-Identifier: Apache-2.0
"""How are the doors of a building told which codes open them?"""
