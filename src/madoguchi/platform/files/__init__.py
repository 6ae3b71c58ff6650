# SPDX-License-Identifier: Apache-2.0
"""Files that rest encrypted, and uploads that are never in the clear on disk."""
