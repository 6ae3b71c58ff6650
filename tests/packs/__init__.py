# SPDX-License-Identifier: Apache-2.0
"""Do the packs that come with the product say what a careful city official would?"""
