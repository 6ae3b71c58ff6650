# SPDX-License-Identifier: Apache-2.0
"""What can others check without Madoguchi? Plain programs: Python and ``cryptography`` suffice."""
