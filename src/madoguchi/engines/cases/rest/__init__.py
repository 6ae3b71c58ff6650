# SPDX-License-Identifier: Apache-2.0
"""The interface of cases for other programs of the office."""
