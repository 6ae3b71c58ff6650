# SPDX-License-Identifier: Apache-2.0
"""The citizen pages of messaging."""
