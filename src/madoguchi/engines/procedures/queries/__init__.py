# SPDX-License-Identifier: Apache-2.0
"""What can be read of drafts, applications and the catalogue."""
