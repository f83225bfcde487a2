#!/usr/bin/env node
// Adds up what the test runners left in a folder (nextest's JUnit file, or what `cargo test` printed; Playwright's
// counts), prints a line per suite, and closes with «N passed, N failed».
//
//   node scripts/sum.mjs FOLDER SUITE…     every SUITE must have run a test, or counts as one failure
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, ...expected] = process.argv.slice(2);
const suites = new Map();

function add(suite, test, outcome, said = '') {
  const row = suites.get(suite) ?? { passed: 0, failed: 0, skipped: 0, sqlite: 0, postgres: 0, failures: [] };
  suites.set(suite, row);
  row[outcome] += 1;
  if (outcome === 'failed') row.failures.push(`${test}${said && `: ${said}`}`);
  // Contract tests carry their engine's name.
  if (outcome === 'passed' && /sqlite/i.test(test)) row.sqlite += 1;
  if (outcome === 'passed' && /postgres/i.test(test)) row.postgres += 1;
}

function readJunit(text) {
  for (const [, attributes, body] of text.matchAll(/<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)) {
    const attribute = (name) => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
    const outcome = /<(failure|error)\b/.test(body ?? '') ? 'failed' : /<skipped\b/.test(body ?? '') ? 'skipped' : 'passed';
    // `server::http` is a file of tests of the package `server`.
    const said = /<(?:failure|error)\b[^>]*\bmessage="([^"]*)"/.exec(body ?? '')?.[1].replace(/&#10;|\s+/g, ' ').replaceAll('&apos;', "'").slice(0, 300);
    add(attribute('classname').split('::')[0], `${attribute('classname')} ${attribute('name')}`, outcome, said);
  }
}

function readCargoTest(text) {
  // `cargo test` names files, not packages: a file of tests counts for the package in whose folder it lies.
  const packageOf = (file) => ['crates/domain', 'crates/store', 'crates/services', 'app', 'server'].find((path) => existsSync(join(path, file)))?.split('/').at(-1);
  let suite = '?';
  for (const line of text.split('\n')) {
    const [, file, binary] = /^\s*Running (?:unittests )?(\S+) \(.*[\\/]([^\\/]+?)-[0-9a-f]{16}(?:\.exe)?\)/.exec(line) ?? [];
    if (binary) suite = file.startsWith('tests/') ? (packageOf(file) ?? binary) : binary;
    const [, test, result] = /^test (.+?)(?: - should panic)? \.\.\. (ok|FAILED|ignored)/.exec(line) ?? [];
    if (result) add(suite, test, { ok: 'passed', FAILED: 'failed', ignored: 'skipped' }[result]);
  }
}

const read = (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : undefined);
const junit = read('rust.xml');
const log = read('rust.log');
const browser = read('end2end.json');
if (junit) readJunit(junit);
if (log) readCargoTest(log);
if (browser) {
  for (const [project, counts] of Object.entries(JSON.parse(browser))) {
    const suite = `end2end ${project}`;
    suites.set(suite, { sqlite: 0, postgres: 0, ...counts });
  }
}

for (const suite of expected) {
  const ran = [...suites].filter(([name]) => name === suite || name.startsWith(`${suite} `));
  if (!ran.some(([, row]) => row.passed + row.failed > 0)) {
    suites.set(suite, { passed: 0, failed: 1, skipped: 0, sqlite: 0, postgres: 0, failures: [], note: 'ran no test' });
  }
}

const total = { passed: 0, failed: 0, skipped: 0 };
const width = Math.max(8, ...[...suites.keys()].map((name) => name.length));
for (const [name, row] of suites) {
  for (const key of Object.keys(total)) total[key] += row[key];
  const engines = row.sqlite + row.postgres ? `, of which SQLite ${row.sqlite}, PostgreSQL ${row.postgres}` : '';
  const skipped = row.skipped ? `, ${row.skipped} left out` : '';
  console.log(`${name.padEnd(width)}  ${row.passed} good, ${row.failed} bad${skipped}${engines}${row.note ? ` (${row.note})` : ''}`);
}
// At the end, where they are found: what comes before is long.
const failures = [...suites].flatMap(([name, row]) => row.failures.map((failure) => `  ${name}: ${failure}`));
if (failures.length > 0) console.log(`\nWhat failed:\n${failures.join('\n')}`);
console.log();
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
