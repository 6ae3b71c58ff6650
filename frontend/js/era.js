// SPDX-License-Identifier: Apache-2.0
// Which Western year is 昭和63年? Shown beside the date while it is typed, in both directions.

/** Each option of the era list says in which Western year the era began (data-first). */
function erasOf(select) {
  return [...select.options]
    .filter((option) => option.dataset.first)
    .map((option) => ({ value: option.value, name: option.textContent.trim(), first: Number(option.dataset.first), last: Number(option.dataset.last || 9999) }));
}

function halfWidth(text) {
  return text.normalize("NFKC").replace(/元/, "1").trim();
}

function sentence(echo, select, typed) {
  const year = Number(typed);
  if (!/^\d{1,4}$/.test(typed) || year === 0) return "";
  const chosen = erasOf(select).find((era) => era.value === select.value);
  if (chosen) {
    const western = chosen.first + year - 1;
    return western > chosen.last ? "" : fill(echo.dataset.toWestern, chosen.name, year, western);
  }
  const era = erasOf(select).find((one) => one.first <= year && year <= one.last);
  return era ? fill(echo.dataset.toEra, era.name, year - era.first + 1, year) : "";
}

function fill(pattern, era, year, western) {
  return pattern.replaceAll("{era}", era).replaceAll("{year}", year === 1 && !/[A-Za-z]/.test(era) ? "元" : year).replaceAll("{western}", western);
}

export function echoEras(root) {
  for (const echo of root.querySelectorAll("[data-era-echo]")) {
    const date = echo.parentElement.querySelector(".date");
    const select = date?.querySelector("select");
    const year = date?.querySelector("[data-part=year]");
    const words = echo.querySelector("[data-words]");
    if (!select || !year || !words) continue;
    const update = () => {
      words.textContent = sentence(echo, select, halfWidth(year.value));
      echo.hidden = !words.textContent;
    };
    date.addEventListener("input", update);
    date.addEventListener("change", update);
    update();
  }
}
