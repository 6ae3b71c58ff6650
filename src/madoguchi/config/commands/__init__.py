# SPDX-License-Identifier: Apache-2.0
"""What can an operator ask of Madoguchi? One verb per file."""
