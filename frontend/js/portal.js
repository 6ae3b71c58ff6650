// SPDX-License-Identifier: Apache-2.0
// Which extras do citizen pages get? Every page works without any of them.

import { copyOnPress } from "./copy.js";
import { dropFiles } from "./drop.js";
import { echoEras } from "./era.js";
import { focusErrors } from "./errors.js";
import { guardLeaving } from "./leave.js";
import { closeMenus } from "./menu.js";
import { countDown } from "./countdown.js";
import { sendOnce } from "./once.js";
import { askPasskeys } from "./passkeys.js";
import { printOnPress } from "./print.js";
import { offerPush } from "./push.js";

for (const start of [askPasskeys, focusErrors, echoEras, closeMenus, copyOnPress, countDown, printOnPress, guardLeaving, sendOnce, dropFiles, offerPush]) {
  start(document);
}
