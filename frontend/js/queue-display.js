// SPDX-License-Identifier: Apache-2.0
// How does the lobby hear its calls? The browser's own voice, in Japanese then English, once somebody has tapped.

const known = new Set();
let speaking = false;

function say(words, lang) {
  const utterance = new SpeechSynthesisUtterance(words);
  utterance.lang = lang;
  utterance.rate = 0.9;
  speechSynthesis.speak(utterance);
}

function hear(root, aloud) {
  for (const call of root.querySelectorAll("[data-call]")) {
    if (known.has(call.dataset.call)) continue;
    known.add(call.dataset.call);
    if (!aloud || !call.hasAttribute("data-new")) continue;
    say(call.dataset.sayJa, "ja-JP");
    say(call.dataset.sayEn, "en-US");
  }
}

export function readCalls(root) {
  const button = root.querySelector("button[data-speak]");
  if (!button) return;
  hear(root, false);
  root.addEventListener("htmx:afterSwap", () => hear(root, speaking));
  if (!("speechSynthesis" in window)) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    speaking = !speaking;
    button.setAttribute("aria-pressed", String(speaking));
    button.textContent = speaking ? button.dataset.on : button.dataset.off;
    if (speaking) say(button.dataset.helloJa, "ja-JP");
    else speechSynthesis.cancel();
  });
}

export function showClock(root) {
  const clock = root.querySelector("[data-clock]");
  if (!clock) return;
  const format = new Intl.DateTimeFormat("ja-JP", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Tokyo" });
  setInterval(() => { clock.textContent = format.format(Date.now()); }, 5000);
}
