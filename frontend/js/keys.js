// SPDX-License-Identifier: Apache-2.0
// How does a clerk work through a list without the mouse? J K Enter X A / ?, unless switched off.

const SETTING = "madoguchi.keys";

function typing(target) {
  return target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog");
}

function rowsOf(table) {
  return [...table.querySelectorAll("tbody tr")];
}

function stand(row) {
  if (!row) return;
  for (const other of rowsOf(row.closest("table"))) other.removeAttribute("data-current");
  row.dataset.current = "";
  row.querySelector("a[href]")?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function move(table, step) {
  const rows = rowsOf(table);
  const at = rows.findIndex((row) => row.hasAttribute("data-current"));
  stand(rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + step))]);
}

function actions(root, table) {
  const current = () => table?.querySelector("tr[data-current]");
  return {
    j: () => table && move(table, 1),
    k: () => table && move(table, -1),
    o: () => current()?.querySelector("a[href]")?.click(),
    x: () => current()?.querySelector("input[type=checkbox]")?.click(),
    a: () => {
      const box = current()?.querySelector("input[type=checkbox]");
      if (box && !box.checked) box.click();
      if (table?.querySelector("tbody :checked")) root.querySelector("button[data-key=a]")?.click();
    },
    "/": () => root.querySelector("input[type=search]")?.focus(),
    "?": () => root.querySelector("dialog[data-keys-help]")?.showModal(),
  };
}

function on() {
  return localStorage.getItem(SETTING) !== "off";
}

function switches(root) {
  for (const button of root.querySelectorAll("button[data-keys-switch]")) {
    button.hidden = false;
    const update = () => {
      button.setAttribute("aria-pressed", String(on()));
      button.textContent = on() ? button.dataset.off : button.dataset.on;
    };
    button.addEventListener("click", () => {
      localStorage.setItem(SETTING, on() ? "off" : "on");
      update();
    });
    update();
  }
}

export function rowKeys(root) {
  const table = root.querySelector("table[data-keys]");
  const does = actions(root, table);
  switches(root);
  root.addEventListener("keydown", (event) => {
    if (!on() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    const act = does[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
