# SPDX-License-Identifier: Apache-2.0
"""Messaging (お知らせの配信): what the city tells people, and whether it reached them."""
