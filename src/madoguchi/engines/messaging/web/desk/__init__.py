# SPDX-License-Identifier: Apache-2.0
"""The desk pages of messaging."""
