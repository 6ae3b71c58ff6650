# SPDX-License-Identifier: Apache-2.0
"""What changes what is owed or paid: one verb per file."""
