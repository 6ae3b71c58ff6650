# SPDX-License-Identifier: Apache-2.0
"""Keys, seals, signatures and encrypted fields of a zone."""
