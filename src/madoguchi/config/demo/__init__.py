# SPDX-License-Identifier: Apache-2.0
"""The demonstration city: its people, its past months, its processes."""
