# SPDX-License-Identifier: Apache-2.0
"""What the connector of the payment provider promises, tested against its twin."""
