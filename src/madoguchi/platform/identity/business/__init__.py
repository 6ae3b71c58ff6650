# SPDX-License-Identifier: Apache-2.0
"""How does a corporation prove itself, whoever the provider is?"""
