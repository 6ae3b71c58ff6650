# SPDX-License-Identifier: Apache-2.0
"""Parcels: the only way from one zone to another."""
