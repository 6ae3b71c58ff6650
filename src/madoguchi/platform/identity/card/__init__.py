# SPDX-License-Identifier: Apache-2.0
"""How does a citizen prove by card who they are, whoever the provider is?"""
