# SPDX-License-Identifier: Apache-2.0
"""Does a city survive processes that are killed, disks that fill, clocks that jump, thieves?"""
