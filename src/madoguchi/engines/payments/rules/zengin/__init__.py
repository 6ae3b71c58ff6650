# SPDX-License-Identifier: Apache-2.0
"""Files of 120-byte records as banks exchange them (全銀協規定形式)."""
