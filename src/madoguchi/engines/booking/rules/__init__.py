# SPDX-License-Identifier: Apache-2.0
"""The pure rules of booking."""
