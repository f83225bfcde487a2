#!/usr/bin/env node
// Builds what is deployed: the server (target/release/server) and the files that browsers fetch (target/site).
//
//   node scripts/build.mjs [--gallery]      with the gallery in the server: for tests, never for what is deployed
//
// Each step is done once and in a fixed order, so two builds of one state give the same bytes: compile, split the program by
// area and bind it to JavaScript (scripts/bundler), optimise, bundle the style sheet, name every file after its content,
// compress. What is where says target/site/pkg/files.json, which the server reads when it starts.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
const require = createRequire(join(root, 'end2end/package.json'));
const esbuild = require('esbuild');
const { browserslistToTargets, bundle: bundleStyles } = require('lightningcss');
const browserslist = require('browserslist');

const NAME = 'mon-espace-sante';
const PROGRAM = 'target/wasm32-unknown-unknown/release/frontend.wasm';
const BUNDLE = 'target/bundle';
const SITE = 'target/site';
const FILES = join(SITE, 'pkg/files.json');
// What the site was made of.
const MADE_OF = 'target/site.made-of';
const BROWSERS = 'defaults and supports css-cascade-layers';
// What wasm-opt would do by itself, except that it leaves functions alone that have only one caller: merged into it, similar
// functions look less alike, and the compressed file grows by 8 %. The smallest are merged into all callers and the whole is
// repeated until nothing shrinks: 18 % fewer functions, each of which the browser compiles when it is first called, and 0.4 %
// less to download.
const WASM_OPT = [
  '-Oz', '--converge', '--one-caller-inline-max-function-size=20', '--always-inline-max-function-size=6',
  '--enable-bulk-memory', '--enable-nontrapping-float-to-int', '--enable-sign-ext', '--enable-mutable-globals',
  '--enable-reference-types', '--enable-multivalue',
];
// The browser's program is made small. Settings of the release profile, not a profile of its own: what runs on this machine while both
// are compiled, macros and build scripts, is then compiled once.
const SMALL = {
  CARGO_PROFILE_RELEASE_OPT_LEVEL: 'z', CARGO_PROFILE_RELEASE_LTO: 'true', CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '1',
  CARGO_PROFILE_RELEASE_PANIC: 'abort', CARGO_PROFILE_RELEASE_STRIP: 'none',
};
// Files of these kinds are worth compressing; pictures and fonts are compressed by themselves.
const TEXTS = new Set(['.css', '.ico', '.js', '.json', '.svg', '.txt', '.wasm', '.webmanifest']);

const gallery = process.argv.includes('--gallery');
const began = performance.now();
let stepBegan = began;
function step(what) {
  const now = performance.now();
  console.log(`· ${what} (${((now - stepBegan) / 1000).toFixed(0)} s)`);
  stepBegan = now;
}

function run(program, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}`))));
  });
}

/** A digest of everything that the site is made of. */
function inputs() {
  const digest = createHash('sha256');
  const files = [PROGRAM, 'target/debug/bundler', 'scripts/build.mjs', 'end2end/package-lock.json'];
  for (const folder of ['style', 'public']) files.push(...readdirSync(folder, { recursive: true }).map((file) => join(folder, file)).sort());
  for (const file of files.filter((file) => statSync(file).isFile())) digest.update(file).update(readFileSync(file));
  return digest.digest('hex');
}

function cargo(args, env) {
  return run('cargo', ['build', '--locked', ...args], env);
}

/** Compiles the browser's program and what makes files of it; the server meanwhile, as `server` says. */
async function compile() {
  // Where a library's sources lie is in its panics' texts: without it, two machines write the same program. They are fetched
  // first, as on a new machine the folder is not there yet.
  await run('cargo', ['fetch', '--locked', '--quiet']);
  const sources = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry/src');
  const folders = existsSync(sources) ? readdirSync(sources) : [];
  const flags = [
    '--cfg', 'erase_components', '-Clink-arg=--emit-relocs',
    ...folders.map((folder) => `--remap-path-prefix=${join(sources, folder)}/=`),
  ];
  const config = `target.wasm32-unknown-unknown.rustflags=${JSON.stringify(flags)}`;
  // Side by side: what linking the program as a whole does on one core leaves the other to the server.
  // Not optimised: it is done in seconds all the same, and built in half the time.
  const bundler = cargo(['--package=bundler']);
  const server = bundler.then(() => cargo(['--release', '--package=server', '--bins', ...(gallery ? ['--features=gallery'] : [])]));
  const program = cargo(
    ['--release', '--package=frontend', '--lib', '--no-default-features', '--features=hydrate', '--target=wasm32-unknown-unknown', '--config', config],
    SMALL,
  );
  await Promise.all([bundler, program]);
  return { server };
}

/** Splits and binds the program, optimises its parts; leaves them in a folder of their own. */
async function bundleProgram() {
  rmSync(BUNDLE, { recursive: true, force: true });
  await run('target/debug/bundler', [PROGRAM, BUNDLE, NAME]);
  step('split by area, bound to JavaScript');
  const parts = readdirSync(BUNDLE).filter((file) => file.endsWith('.wasm'));
  await Promise.all(parts.map((file) => run('end2end/node_modules/.bin/wasm-opt', [...WASM_OPT, join(BUNDLE, file), '-o', join(BUNDLE, file)])));
  step(`optimised ${parts.length} files`);
}

/** A name that changes with the content. */
const named = (stem, content, extension) => `${stem}.${createHash('sha256').update(content).digest('base64url').slice(0, 16)}${extension}`;

async function writeSite() {
  rmSync(SITE, { recursive: true, force: true });
  rmSync(MADE_OF, { force: true });
  mkdirSync(join(SITE, 'pkg'), { recursive: true });
  cpSync('public', SITE, { recursive: true });
  const put = (stem, content, extension) => {
    const name = named(stem, content, extension);
    writeFileSync(join(SITE, 'pkg', name), content);
    return `/pkg/${name}`;
  };

  // The parts first: the glue says their names.
  const addresses = new Map();
  for (const file of readdirSync(BUNDLE).filter((file) => file.endsWith('.wasm'))) {
    const stem = file === `${NAME}_bg.wasm` ? NAME : file.replace('.wasm', '');
    addresses.set(file, put(stem, readFileSync(join(BUNDLE, file)), '.wasm'));
  }
  const glue = await esbuild.build({
    entryPoints: [join(BUNDLE, `${NAME}.js`)],
    bundle: true, minify: true, write: false, format: 'esm', target: 'es2022', legalComments: 'none',
    // The main part imports the loader once per area.
    logOverride: { 'duplicate-object-key': 'silent' },
  });
  let script = glue.outputFiles[0].text;
  for (const [file, address] of addresses) {
    if (file === `${NAME}_bg.wasm`) continue;
    if (!script.includes(`"./${file}"`)) throw new Error(`the glue does not load ${file}`);
    script = script.replaceAll(`"./${file}"`, JSON.stringify(address.replace('/pkg/', './')));
  }
  const { code: styles } = bundleStyles({ filename: 'style/main.css', minify: true, targets: browserslistToTargets(browserslist(BROWSERS)) });

  const parts = JSON.parse(readFileSync(join(BUNDLE, 'parts.json'), 'utf8'));
  const files = {
    script: put(NAME, script, '.js'),
    code: addresses.get(`${NAME}_bg.wasm`),
    stylesheet: put(NAME, styles, '.css'),
    areas: Object.fromEntries(Object.entries(parts).map(([area, stems]) => [area, stems.map((stem) => addresses.get(`${stem}.wasm`))])),
  };
  step('bundled styles and glue, named every file');
  await Promise.all(readdirSync(SITE, { recursive: true }).map((file) => compress(join(SITE, file))));
  writeFileSync(FILES, `${JSON.stringify(files, null, 2)}\n`);
  step('compressed');
}

async function compress(file) {
  if (!TEXTS.has(extname(file)) || !statSync(file).isFile()) return;
  const content = readFileSync(file);
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } };
  writeFileSync(`${file}.br`, await promisify(brotliCompress)(content, brotli));
  writeFileSync(`${file}.gz`, await promisify(gzip)(content, { level: 9 }));
}

try {
  const { server } = await compile();
  step('compiled the program');
  const makeSite = async () => {
    const madeOf = inputs();
    if (existsSync(MADE_OF) && existsSync(FILES) && readFileSync(MADE_OF, 'utf8') === madeOf) {
      step('the files for the browser are up to date');
      return;
    }
    await bundleProgram();
    await writeSite();
    writeFileSync(MADE_OF, madeOf);
  };
  await Promise.all([makeSite(), server]);
  console.log(`· built in ${((performance.now() - began) / 1000).toFixed(0)} s`);
} catch (error) {
  console.error(`build: ${error.message}`);
  process.exit(1);
}
