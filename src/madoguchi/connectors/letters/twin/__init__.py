# SPDX-License-Identifier: Apache-2.0
"""What stands in for the printer of letters?"""
