# SPDX-License-Identifier: Apache-2.0
"""What do the commands around backups share?"""
