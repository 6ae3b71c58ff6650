# SPDX-License-Identifier: Apache-2.0
"""The JSON interface of the queue."""
