# SPDX-License-Identifier: Apache-2.0
"""What the tests of the tools share with those of the tree."""

from tests.architecture.conftest import plant, root

__all__ = ["plant", "root"]
