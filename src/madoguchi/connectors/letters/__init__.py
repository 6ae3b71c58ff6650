# SPDX-License-Identifier: Apache-2.0
"""How does a notice become a letter in a window envelope?"""
