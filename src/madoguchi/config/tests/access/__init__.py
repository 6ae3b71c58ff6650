# SPDX-License-Identifier: Apache-2.0
"""Role × endpoint: does each address let in exactly whom its policy names?"""
