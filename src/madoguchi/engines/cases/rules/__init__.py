# SPDX-License-Identifier: Apache-2.0
"""Pure decisions about cases: moves between states, the clock, retention, numbers, tokens."""
