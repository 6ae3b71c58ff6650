# SPDX-License-Identifier: Apache-2.0
"""The reads of booking."""
