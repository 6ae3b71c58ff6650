# SPDX-License-Identifier: Apache-2.0
"""Definitions: reading, judging and describing answers."""
