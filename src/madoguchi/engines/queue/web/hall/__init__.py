# SPDX-License-Identifier: Apache-2.0
"""The kiosk and the display in the hall."""
