# SPDX-License-Identifier: Apache-2.0
"""What stands in for a provider of short messages?"""
