// SPDX-License-Identifier: Apache-2.0
// Which extras do the pages of the queue get? Keys at the desk, calls read aloud, a slip printed by itself.

import { deskKeys, runTimers } from "./queue-desk.js";
import { readCalls, showClock } from "./queue-display.js";

function printSlip(root) {
  if (root.querySelector("[data-print-now]")) window.addEventListener("load", () => window.print());
}

function buzzWhenCalled(root) {
  let last = root.querySelector(".queue-ticket")?.dataset.state;
  root.addEventListener("htmx:afterSwap", () => {
    const state = root.querySelector(".queue-ticket")?.dataset.state;
    if (state !== last && (state === "called" || state === "soon")) navigator.vibrate?.([300, 150, 300]);
    last = state;
  });
}

for (const start of [deskKeys, runTimers, readCalls, showClock, printSlip, buzzWhenCalled]) start(document);
