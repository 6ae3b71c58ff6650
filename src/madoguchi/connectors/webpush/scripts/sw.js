// SPDX-License-Identifier: Apache-2.0
// What does the browser do when a notice comes, and when somebody presses it?

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  const notice = readNotice(event.data);
  event.waitUntil(self.registration.showNotification(notice.title, {
    body: notice.body, tag: notice.id, lang: notice.lang, icon: "/static/screens/favicon.svg", data: { link: notice.link },
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openPage(ownAddress(event.notification.data && event.notification.data.link)));
});

function readNotice(data) {
  try {
    const { id, title, body, link, lang } = data.json();
    return { id: String(id || ""), title: String(title || "お知らせ"), body: String(body || ""), link, lang: lang === "en" ? "en" : "ja" };
  } catch {
    return { id: "", title: "お知らせ", body: "", link: "/", lang: "ja" };
  }
}

// Only pages of this city are opened, whatever the message says.
function ownAddress(link) {
  try {
    const address = new URL(link, self.location.origin);
    if (address.origin === self.location.origin) return address.href;
  } catch {
    // Not an address: the first page.
  }
  return `${self.location.origin}/`;
}

async function openPage(address) {
  for (const page of await self.clients.matchAll({ type: "window" })) {
    if (page.url === address) return page.focus();
  }
  return self.clients.openWindow(address);
}
