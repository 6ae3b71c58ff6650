# SPDX-License-Identifier: Apache-2.0
"""How does the audit log rest in the database? Leaves, and the tree over them."""

from madoguchi.platform.audit.models.leaf import Leaf, PersonalValues, SubjectKey
from madoguchi.platform.audit.models.log import (
    Checkpoint,
    Cosignature,
    TimeStamp,
    Tree,
    TreeNode,
    WitnessAlarm,
    WitnessedLog,
)

__all__ = [
    "Checkpoint",
    "Cosignature",
    "Leaf",
    "PersonalValues",
    "SubjectKey",
    "TimeStamp",
    "Tree",
    "TreeNode",
    "WitnessAlarm",
    "WitnessedLog",
]
