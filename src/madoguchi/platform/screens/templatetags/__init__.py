# SPDX-License-Identifier: Apache-2.0
"""The tags and filters that templates of every room use."""
