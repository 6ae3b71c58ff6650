# SPDX-License-Identifier: Apache-2.0
"""How do pages look, speak and refuse? Components, words, languages, policies, error pages."""
