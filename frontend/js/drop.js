// SPDX-License-Identifier: Apache-2.0
// How do files travel? Dragged onto the box or chosen, with a bar that shows how far they are.

function sizeOf(bytes) {
  return bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))}KB` : `${(bytes / 1048576).toFixed(1)}MB`;
}

function listFiles(box, input) {
  let list = box.querySelector("ul[data-chosen]");
  if (!list) {
    list = document.createElement("ul");
    list.className = "files";
    list.dataset.chosen = "";
    box.append(list);
  }
  const rows = [...input.files].map((file) => {
    const row = document.createElement("li");
    const name = document.createElement("div");
    name.textContent = file.name;
    const size = document.createElement("span");
    size.className = "note";
    size.textContent = tooLarge(box, file) ? `${sizeOf(file.size)} ${box.dataset.tooLarge}` : sizeOf(file.size);
    row.append(box.querySelector("svg").cloneNode(true), name, size);
    return row;
  });
  list.replaceChildren(...rows);
}

function tooLarge(box, file) {
  return Number(box.dataset.limit) > 0 && file.size > Number(box.dataset.limit);
}

function dragInto(box, input) {
  for (const kind of ["dragenter", "dragover"]) {
    box.addEventListener(kind, (event) => {
      event.preventDefault();
      box.dataset.state = "over";
    });
  }
  for (const kind of ["dragleave", "drop"]) box.addEventListener(kind, () => delete box.dataset.state);
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function showProgress(form) {
  const bar = document.createElement("progress");
  bar.className = "progress";
  bar.max = 100;
  const words = document.createElement("p");
  words.setAttribute("role", "status");
  form.querySelector(".drop").append(bar, words);
  return (percent) => {
    bar.value = percent;
    const ready = Math.floor(percent / 10) * 10;
    const sentence = (form.dataset.progress || "").replace("{percent}", ready);
    if (words.textContent !== sentence) words.textContent = sentence;
  };
}

/** Show what the server answered: follow its redirect, or put its page in place of this one. */
function show(answer) {
  const fresh = new DOMParser().parseFromString(answer.responseText, "text/html");
  const main = fresh.querySelector("main");
  if (answer.status < 400 && answer.responseURL !== location.href) location.assign(answer.responseURL);
  else if (main) {
    document.querySelector("main").replaceWith(document.importNode(main, true));
    document.title = fresh.title;
    document.querySelector(".error-summary[tabindex]")?.focus();
    dropFiles(document.querySelector("main"));
  } else location.reload();
}

function send(event) {
  const form = event.target;
  const chosen = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
  if (!chosen || event.defaultPrevented) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  const progress = showProgress(form);
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (tick) => progress((tick.loaded / tick.total) * 100));
  request.addEventListener("load", () => show(request));
  request.addEventListener("error", () => {
    delete form.dataset.sending;
    form.querySelector(".drop [role=status]").textContent = form.dataset.failed || "";
  });
  request.open("POST", event.submitter?.formAction || form.action);
  request.send(body);
}

export function dropFiles(root) {
  for (const box of root.querySelectorAll(".drop")) {
    const input = box.querySelector("input[type=file]");
    if (!input) continue;
    dragInto(box, input);
    input.addEventListener("change", () => listFiles(box, input));
  }
  for (const form of root.querySelectorAll("form[data-progress]")) form.addEventListener("submit", send);
}
