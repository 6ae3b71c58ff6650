# SPDX-License-Identifier: Apache-2.0
"""What messaging decides, without database and clock."""
