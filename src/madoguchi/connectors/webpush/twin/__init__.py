# SPDX-License-Identifier: Apache-2.0
"""What stands in for browsers and their push service? It opens what it gets, as a browser does."""
