# SPDX-License-Identifier: Apache-2.0
"""How does the city write to people on LINE, and hear from them, without telling LINE about them?"""
