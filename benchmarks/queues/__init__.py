# SPDX-License-Identifier: Apache-2.0
"""Three job queues in one process each: ours, procrastinate and django-tasks-db."""
