# SPDX-License-Identifier: Apache-2.0
"""When was this text there at the latest? Time stamps of an authority (RFC 3161)."""
