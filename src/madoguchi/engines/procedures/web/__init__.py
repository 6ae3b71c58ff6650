# SPDX-License-Identifier: Apache-2.0
"""The citizen's pages of the procedures engine."""
