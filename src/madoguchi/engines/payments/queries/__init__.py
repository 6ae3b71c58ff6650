# SPDX-License-Identifier: Apache-2.0
"""What is read of dues and payments."""
