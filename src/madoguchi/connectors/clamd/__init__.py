# SPDX-License-Identifier: Apache-2.0
"""How is ClamAV asked whether a file is a known virus?"""
