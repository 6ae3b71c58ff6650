# SPDX-License-Identifier: Apache-2.0
"""Takes money by card and code payment through a provider."""
