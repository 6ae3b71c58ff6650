// SPDX-License-Identifier: Apache-2.0
// How is the open page printed? By a button that exists only with scripts.

export function printOnPress(root) {
  for (const button of root.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
