# SPDX-License-Identifier: Apache-2.0
"""How does a file from outside become one that can be opened without harm (無害化)?"""
