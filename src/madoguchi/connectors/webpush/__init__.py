# SPDX-License-Identifier: Apache-2.0
"""How does a notice reach a browser that the person let ring, unread by whoever carries it?"""
