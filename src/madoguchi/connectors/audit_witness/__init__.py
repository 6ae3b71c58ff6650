# SPDX-License-Identifier: Apache-2.0
"""Who outside confirms our audit log? Witnesses over HTTP (C2SP tlog-witness)."""
