# SPDX-License-Identifier: Apache-2.0
"""How is it shown that hostile files come out harmless?"""
