// SPDX-License-Identifier: Apache-2.0
// How does an open menu close? By Escape, or by a press outside of it.

export function closeMenus(root) {
  root.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && root.querySelector("details.menu[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
  root.addEventListener("click", (event) => {
    for (const open of root.querySelectorAll("details.menu[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });
}
