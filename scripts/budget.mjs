#!/usr/bin/env node
// Checks the built program and style sheet against the size budgets. A budget is only ever tightened; loosening one
// needs a written reason in the commit. Says nothing is built, and passes, before the first build.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const folder = process.argv[2] ?? 'target/site/pkg';
const budgets = [
  { what: 'first load, program (wasm + js)', endings: ['.wasm', '.js'], limit: 260_000 },
  { what: 'first load, style sheet', endings: ['.css'], limit: 15_000 },
];

const brotli = (path) =>
  brotliCompressSync(readFileSync(path), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  }).length;

let files = [];
try {
  files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
} catch {
  // Not built yet.
}
if (!files.some((path) => path.endsWith('.wasm'))) {
  console.log(`sizes: nothing is built in ${folder} yet`);
  process.exit(0);
}

let tooLarge = 0;
for (const { what, endings, limit } of budgets) {
  const counted = files.filter((path) => endings.some((ending) => path.endsWith(ending)));
  const bytes = counted.reduce((sum, path) => sum + brotli(path), 0);
  const verdict = counted.length === 0 ? 'MISSING' : bytes > limit ? 'TOO LARGE' : 'fits';
  if (verdict !== 'fits') tooLarge += 1;
  console.log(`sizes: ${what}: ${bytes.toLocaleString('en')} of ${limit.toLocaleString('en')} bytes (brotli 11): ${verdict}`);
}
process.exit(tooLarge ? 1 : 0);
