# SPDX-License-Identifier: Apache-2.0
"""What people see of the queue on their own screens."""
