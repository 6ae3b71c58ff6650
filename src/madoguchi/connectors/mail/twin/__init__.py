# SPDX-License-Identifier: Apache-2.0
"""What stands in for the mail servers of the world? A sink that also refuses, delays and returns."""
