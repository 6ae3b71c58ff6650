# SPDX-License-Identifier: Apache-2.0
"""Which address leads where, per zone?"""
