// SPDX-License-Identifier: Apache-2.0
// How many rows are ticked? Said above the list as the clerk ticks, with one box for all of them.

export function countSelected(root) {
  for (const form of root.querySelectorAll("form[data-select]")) {
    const said = form.querySelector("[data-selected]");
    const boxes = () => [...form.querySelectorAll("tbody input[type=checkbox]")];
    const all = form.querySelector("input[data-all]");
    const update = () => {
      const count = boxes().filter((box) => box.checked).length;
      if (said) said.textContent = (count ? said.dataset.some : said.dataset.none).replace("{count}", count);
      if (all) {
        all.checked = count > 0 && count === boxes().length;
        all.indeterminate = count > 0 && count < boxes().length;
      }
    };
    all?.addEventListener("change", () => {
      for (const box of boxes()) box.checked = all.checked;
    });
    form.addEventListener("change", update);
    update();
  }
}
