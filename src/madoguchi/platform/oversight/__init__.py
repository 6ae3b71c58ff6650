# SPDX-License-Identifier: Apache-2.0
"""Who looks after those who look? The audit log at work: its jobs, and the officer's pages."""
