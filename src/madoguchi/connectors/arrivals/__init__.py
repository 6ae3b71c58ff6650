# SPDX-License-Identifier: Apache-2.0
"""What arrived at a practice provider, and how is a fault switched on there?"""
