# SPDX-License-Identifier: Apache-2.0
"""Stories of the office: what clerks do with applications."""
