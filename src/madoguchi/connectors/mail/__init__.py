# SPDX-License-Identifier: Apache-2.0
"""How does the city write e-mail in numbers, and learn which of it came back?"""
