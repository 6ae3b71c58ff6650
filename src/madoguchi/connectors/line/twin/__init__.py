# SPDX-License-Identifier: Apache-2.0
"""What stands in for the LINE platform in tests, demonstrations and measurements?"""
