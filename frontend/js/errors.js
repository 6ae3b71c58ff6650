// SPDX-License-Identifier: Apache-2.0
// Where does the reader start after a refused answer? At the summary of what to correct.

export function focusErrors(root) {
  root.querySelector(".error-summary[tabindex]")?.focus();
}
