# SPDX-License-Identifier: Apache-2.0
"""How fast is it? Each benchmark prints a table and, last, one JSON object."""
