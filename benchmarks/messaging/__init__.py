# SPDX-License-Identifier: Apache-2.0
"""A hundred thousand people are told something while the sender is killed, on both databases."""
