# SPDX-License-Identifier: Apache-2.0
"""What pages and commands ask of the rows."""
