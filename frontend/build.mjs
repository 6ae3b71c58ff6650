// SPDX-License-Identifier: Apache-2.0
// What do browsers and letters get? Style sheet, scripts, icons and fonts, from here to the screens room.

import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const screens = join(here, "../src/madoguchi/platform/screens");
const statics = join(screens, "static/screens");
const fonts = join(screens, "built/fonts");
const licences = join(screens, "built/licences");
const targets = ["chrome111", "firefox115", "safari16.4"];

const FONTS = [
  ["biz-udpgothic", "400Regular/BIZUDPGothic_400Regular.ttf"],
  ["biz-udpgothic", "700Bold/BIZUDPGothic_700Bold.ttf"],
  ["biz-udpmincho", "400Regular/BIZUDPMincho_400Regular.ttf"],
  ["biz-udpmincho", "700Bold/BIZUDPMincho_700Bold.ttf"],
  ["noto-sans-jp", "400Regular/NotoSansJP_400Regular.ttf"],
  ["noto-sans-jp", "700Bold/NotoSansJP_700Bold.ttf"],
];

// The Digital Agency publishes some 400 tokens; a page gets those that the roles name.
async function namedTokens() {
  const published = await readFile(join(modules, "@digital-go-jp/design-tokens/dist/tokens.css"), "utf8");
  const values = new Map([...published.matchAll(/^\s*(--[\w-]+):\s*([^;]+);/gm)].map((m) => [m[1], m[2]]));
  const roles = await readFile(join(here, "css/roles.css"), "utf8");
  const named = new Set([...roles.matchAll(/var\((--color-[\w-]+)\)/g)].map((m) => m[1]));
  const unknown = [...named].filter((name) => !values.has(name));
  if (unknown.length) throw new Error(`not in the design tokens: ${unknown.join(", ")}`);
  return `:root{${[...named].map((name) => `${name}:${values.get(name)}`).join(";")}}\n`;
}

async function styleSheet() {
  const sheet = await build({
    stdin: { contents: '@import "./madoguchi.css";' + (await namedTokens()), resolveDir: join(here, "css"), loader: "css" },
    bundle: true, minify: true, charset: "utf8", target: targets, outfile: join(statics, "madoguchi.css"), logLevel: "warning",
  });
  if (sheet.warnings.length) throw new Error("the style sheet has warnings");
}

async function scripts() {
  await build({
    entryPoints: [join(here, "js/portal.js"), join(here, "js/desk.js"), join(here, "js/queue.js")],
    bundle: true, minify: true, charset: "utf8", format: "iife", target: targets, outdir: statics, logLevel: "warning",
  });
  await copyFile(join(modules, "htmx.org/dist/htmx.min.js"), join(statics, "htmx.js"));
}

async function pictures() {
  for (const name of await readdir(here)) {
    if (!name.endsWith(".svg")) continue;
    const svg = await readFile(join(here, name), "utf8");
    await writeFile(join(statics, name), svg.replace(/<!--.*?-->\s*/gs, "").replace(/>\s+</g, "><").trim());
  }
}

async function letterFonts() {
  for (const [family, path] of FONTS) {
    const home = join(modules, "@expo-google-fonts", family);
    await copyFile(join(home, path), join(fonts, path.split("/")[1]));
    await copyFile(join(home, "LICENSE_FONT"), join(licences, `${family}.txt`));
  }
  await copyFile(join(modules, "htmx.org/LICENSE"), join(licences, "htmx.txt"));
  await copyFile(join(modules, "@digital-go-jp/design-tokens/LICENSE"), join(licences, "design-tokens.txt"));
}

for (const folder of [statics, fonts, licences]) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
}
await Promise.all([styleSheet(), scripts(), pictures(), letterFonts()]);
