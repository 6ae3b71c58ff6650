# SPDX-License-Identifier: Apache-2.0
"""What can be done with lines, desks and tickets, one verb per file."""
