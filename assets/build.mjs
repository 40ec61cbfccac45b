// Bundles assets/src into assets/dist: stable names outside (whitenoise hashes them), no address of any other host.
import { build } from "esbuild";
import { cp, mkdir, readdir, rename, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "src");
const fresh = join(here, "dist.new");
const entries = ["app.js", "app.css", "chart.js"].map((name) => join(source, name)).filter(existsSync);

await rm(fresh, { recursive: true, force: true });
await mkdir(fresh, { recursive: true });
if (entries.length > 0) {
  await build({
    entryPoints: entries,
    outdir: fresh,
    bundle: true,
    splitting: true, // chunks import each other by their own names: keep the unhashed copies too
    format: "esm",
    target: ["es2022", "chrome100", "firefox100", "safari15"],
    minify: true,
    legalComments: "external",
    entryNames: "[name]",
    chunkNames: "chunks/[name]-[hash]",
    assetNames: "fonts/[name]",
    loader: { ".woff2": "file", ".woff": "empty", ".svg": "file", ".png": "file" },
    logLevel: "warning",
  });
}
// Images and the web manifest are served as they are.
const plain = join(source, "public");
if (existsSync(plain)) {
  await Promise.all((await readdir(plain)).map((name) => cp(join(plain, name), join(fresh, name), { recursive: true })));
}
await rm(join(here, "dist"), { recursive: true, force: true });
await rename(fresh, join(here, "dist"));
