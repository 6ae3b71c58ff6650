# SPDX-License-Identifier: Apache-2.0
"""How do staff of the office come to the staff pages of the portal? By a signed word, no back channel."""
