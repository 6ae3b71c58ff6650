# SPDX-License-Identifier: Apache-2.0
"""How does the city meet its people? Layout, navigation, home and standing pages of the portal."""
