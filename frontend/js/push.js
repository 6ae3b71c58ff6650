// SPDX-License-Identifier: Apache-2.0
// May this device ring? The browser is asked only after a press; the address goes to us by a form.

export async function offerPush(root) {
  const place = root.querySelector("[data-push]");
  if (!place || !("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return;
  const show = (state) => {
    for (const part of place.querySelectorAll("[data-push-state]")) part.hidden = part.dataset.pushState !== state;
  };
  if (Notification.permission === "denied") return show("refused");
  const worker = await navigator.serviceWorker.register(place.dataset.worker, { scope: "/" });
  const known = await worker.pushManager.getSubscription();
  show(known ? "on" : "off");
  const on = place.querySelector('form[data-push-state="off"]');
  const off = place.querySelector('form[data-push-state="on"]');
  on.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: place.dataset.push });
      send(on, made);
    } catch {
      show(Notification.permission === "denied" ? "refused" : "cannot");
    }
  });
  off.addEventListener("submit", async (event) => {
    event.preventDefault();
    const held = await worker.pushManager.getSubscription();
    if (!held) return show("off");
    await held.unsubscribe();
    send(off, held);
  });
}

function send(form, subscription) {
  form.elements.subscription.value = JSON.stringify(subscription);
  form.submit();
}
