# SPDX-License-Identifier: Apache-2.0
"""How does a zone survive the loss of its machine?"""
