// Bundles every file of src/entries and styles/entries into the folder named on the command line, each under a name that
// holds the hash of its content, and writes manifest.json: plain name -> hashed name.
import { build } from "esbuild";
import { readdirSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { outlines } from "./map.mjs";

const [out, stamp] = process.argv.slice(2);
if (!out) throw new Error("usage: node build.mjs FOLDER [STAMP]");
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const entries = ["src/entries", "styles/entries"].flatMap((folder) => readdirSync(folder).sort().map((name) => join(folder, name)));
const done = await build({
  entryPoints: entries,
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022", "chrome110", "firefox115", "safari16"],
  entryNames: "[name].[hash]",
  assetNames: "[name].[hash]",
  loader: { ".woff2": "file" },
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});
const files = {};
for (const [path, { entryPoint }] of Object.entries(done.metafile.outputs)) {
  if (!entryPoint) continue;
  files[basename(entryPoint).replace(/\.ts$/, ".js")] = basename(path);
}
for (const path of Object.keys(done.metafile.outputs)) {
  const font = /^(source-.+)\.[A-Z0-9]{8}\.woff2$/.exec(basename(path));
  if (font) files[`${font[1]}.woff2`] = basename(path);
}
writeFileSync(join(out, "outlines.json"), JSON.stringify(outlines()));
writeFileSync(join(out, "manifest.json"), JSON.stringify({ stamp: stamp ?? "", files }, null, 1) + "\n");
