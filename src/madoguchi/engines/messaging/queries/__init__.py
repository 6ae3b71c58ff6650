# SPDX-License-Identifier: Apache-2.0
"""What messaging looks up."""
