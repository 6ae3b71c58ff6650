// SPDX-License-Identifier: Apache-2.0
// How does a page ask for a passkey? The form's button asks the browser and posts its answer.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  buffer ? btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "") : undefined;
const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

// A secret that only this passkey yields (WebAuthn PRF): it goes into the form's field "secret".
const asking = (prf) => (prf ? { extensions: { prf: { eval: { first: bytes(prf) } } } } : {});
const told = (credential) => credential.getClientExtensionResults().prf;

async function secretOf(made, rpId, prf) {
  const answer = told(made);
  if (answer?.results?.first) return answer.results.first;
  if (!answer?.enabled) return undefined;
  // Some yield it only when they are used: touched once more, for nothing but the secret.
  const challenge = crypto.getRandomValues(new Uint8Array(32));
  const allowCredentials = [{ type: "public-key", id: made.rawId }];
  const shown = await navigator.credentials.get({
    publicKey: { challenge, rpId, allowCredentials, userVerification: "required", ...asking(prf) },
  });
  return told(shown)?.results?.first;
}

async function create(options, prf) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      ...asking(prf),
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: named(options.excludeCredentials),
    },
  });
  const { response } = made;
  const secret = prf ? await secretOf(made, options.rp.id, prf) : undefined;
  return {
    secret: text(secret),
    ...described(made),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports ? response.getTransports() : [],
    },
  };
}

async function get(options, prf) {
  const shown = await navigator.credentials.get({
    publicKey: { ...options, ...asking(prf), challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials) },
  });
  const { response } = shown;
  return {
    secret: text(told(shown)?.results?.first),
    ...described(shown),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: text(response.userHandle),
    },
  };
}

function described(credential) {
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, clientExtensionResults: {} };
}

// <form data-passkey="create|get" data-options="…"><input type="hidden" name="answer">…
// With data-prf="…" (base64url) and <input type="hidden" name="secret"> the secret is asked for too.
// A block with data-passkey-only is shown where passkeys work; data-passkey-missing where not.
export function askPasskeys(root) {
  const works = Boolean(window.PublicKeyCredential && navigator.credentials);
  for (const one of root.querySelectorAll("[data-passkey-only]")) one.hidden = !works;
  for (const one of root.querySelectorAll("[data-passkey-missing]")) one.hidden = works;
  if (!works) return;
  for (const form of root.querySelectorAll("form[data-passkey]")) form.addEventListener("submit", (event) => ask(event, form));
}

async function ask(event, form) {
  if (form.elements.answer.value) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const said = form.querySelector("[data-passkey-said]");
  try {
    const options = JSON.parse(form.dataset.options);
    const ceremony = form.dataset.passkey === "create" ? create : get;
    const { secret, ...answer } = await ceremony(options, form.dataset.prf);
    if (form.elements.secret) form.elements.secret.value = secret || "";
    form.elements.answer.value = JSON.stringify(answer);
    form.submit();
  } catch (error) {
    if (!said) return;
    const key = error.name === "InvalidStateError" ? "known" : "stopped";
    said.textContent = said.dataset[key] || said.dataset.stopped;
    said.hidden = false;
  }
}
