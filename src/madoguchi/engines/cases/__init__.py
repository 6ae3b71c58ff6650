# SPDX-License-Identifier: Apache-2.0
"""Cases (事案): how the office handles what people filed, until a decision and beyond."""
