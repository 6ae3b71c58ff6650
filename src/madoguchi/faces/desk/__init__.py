# SPDX-License-Identifier: Apache-2.0
"""Where do staff work? Layout, navigation and first page of the desk."""
