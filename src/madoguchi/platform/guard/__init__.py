# SPDX-License-Identifier: Apache-2.0
"""How much may one sender ask for, and what did browsers refuse to load?"""
