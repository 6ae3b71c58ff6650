// SPDX-License-Identifier: Apache-2.0
// How does a clerk at the desk work without the mouse? One letter per button, T for sending on.

const SETTING = "madoguchi.keys";
const TICK = 15000;

function typing(target) {
  return target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog");
}

export function deskKeys(root) {
  const place = root.querySelector("[data-desk-keys]");
  if (!place) return;
  root.addEventListener("keydown", (event) => {
    const off = localStorage.getItem(SETTING) === "off";
    if (off || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    const key = event.key.toLowerCase();
    const button = /^[a-z]$/.test(key) && place.querySelector(`button[data-key="${key}"]`);
    const field = key === "t" && root.querySelector("select#line");
    if (!button && !field) return;
    event.preventDefault();
    if (button) button.click();
    else field.focus();
  });
}

export function runTimers(root) {
  const update = () => {
    for (const one of root.querySelectorAll("[data-since]")) {
      const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(one.dataset.since)) / 60000));
      one.textContent = one.dataset.words.replace("#", minutes);
    }
  };
  if (root.querySelector("[data-since]")) setInterval(update, TICK);
}
