// SPDX-License-Identifier: Apache-2.0
// How does a receipt number reach the clipboard? By a button that exists only where that works.

export function copyOnPress(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("button[data-copy-from]")) {
    const source = root.querySelector(button.dataset.copyFrom);
    if (!source) continue;
    button.hidden = false;
    const before = button.innerHTML;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source.textContent.trim());
      button.textContent = button.dataset.done;
      setTimeout(() => { button.innerHTML = before; }, 4000);
    });
  }
}
