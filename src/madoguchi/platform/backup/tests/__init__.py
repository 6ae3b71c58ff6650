# SPDX-License-Identifier: Apache-2.0
"""Does a zone survive the loss of its machine?"""
