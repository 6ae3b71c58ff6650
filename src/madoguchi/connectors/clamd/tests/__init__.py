# SPDX-License-Identifier: Apache-2.0
"""Does the connector speak with clamd as clamd does?"""
