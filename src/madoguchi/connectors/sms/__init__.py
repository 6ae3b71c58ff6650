# SPDX-License-Identifier: Apache-2.0
"""How does the city write short messages to telephones, by one provider or by two?"""
