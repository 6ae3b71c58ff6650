// SPDX-License-Identifier: Apache-2.0
// Which extras do staff pages get? Those of the citizen, and the keyboard.

import "./portal.js";
import { rowKeys } from "./keys.js";
import { countSelected } from "./selected.js";

rowKeys(document);
countSelected(document);
