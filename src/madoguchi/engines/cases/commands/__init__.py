# SPDX-License-Identifier: Apache-2.0
"""What can be done with a case? One verb per file."""
