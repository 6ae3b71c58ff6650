# SPDX-License-Identifier: Apache-2.0
"""The queue as staff work with it."""
