# SPDX-License-Identifier: Apache-2.0
"""Do limits hold, for many at once and for neighbours?"""
