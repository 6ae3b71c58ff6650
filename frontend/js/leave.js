// SPDX-License-Identifier: Apache-2.0
// May a page with unsaved answers close without a word? Forms marked data-guard ask first.

export function guardLeaving(root) {
  for (const form of root.querySelectorAll("form[data-guard]")) {
    let changed = false;
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", () => { changed = false; });
    window.addEventListener("beforeunload", (event) => {
      if (changed) event.preventDefault();
    });
  }
}
