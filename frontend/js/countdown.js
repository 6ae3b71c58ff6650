// SPDX-License-Identifier: Apache-2.0
// How long is a time still held? Counts down from what the server said; the page works without.

export function countDown(root) {
  for (const place of root.querySelectorAll("[data-countdown]")) {
    const ends = performance.now() + Number(place.dataset.countdown) * 1000;
    const tick = () => {
      const left = Math.max(Math.ceil((ends - performance.now()) / 1000), 0);
      place.textContent = left
        ? place.dataset.left.replace("{minutes}", Math.floor(left / 60)).replace("{seconds}", String(left % 60).padStart(2, "0"))
        : place.dataset.over;
      if (left) setTimeout(tick, 1000);
      else place.setAttribute("role", "alert");
    };
    place.hidden = false;
    tick();
  }
}
