// SPDX-License-Identifier: Apache-2.0
// What happens when a button is pressed twice? The second press does nothing while the first travels.

const PAUSE = 8000;

export function sendOnce(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "yes";
    setTimeout(() => { delete form.dataset.sending; }, PAUSE);
  });
  window.addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
  });
}
