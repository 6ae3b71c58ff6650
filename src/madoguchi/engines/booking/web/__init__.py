# SPDX-License-Identifier: Apache-2.0
"""Pages of booking: for citizens, for the desk, and for those who set the rules."""
