# SPDX-License-Identifier: Apache-2.0
"""What breaks when anything at all is sent? Nothing may answer 5xx."""
