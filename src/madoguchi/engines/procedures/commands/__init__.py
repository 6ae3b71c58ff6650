# SPDX-License-Identifier: Apache-2.0
"""What can be done with drafts, applications and published procedures."""
