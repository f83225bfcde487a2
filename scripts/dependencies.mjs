#!/usr/bin/env node
// Holds what is built into the service to deny.toml: licences, where sources come from, crates that only one of ours may name.
// It says what cargo-deny says of these three, from what `cargo metadata` tells, as installing cargo-deny takes longer than all
// other checks together. (Advisories need its database: `cargo deny check advisories`.)
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const REGISTRY = 'registry+https://github.com/rust-lang/crates.io-index';

/** What deny.toml says, of what is read here. Whatever of it is not found stops the check: it would hold nothing. */
export function rulesOf(toml) {
  const text = toml.replace(/^\s*#.*$/gm, '');
  const section = (name) => {
    const found = text.split(`\n[${name}]\n`)[1]?.split(/\n\[/)[0];
    if (found === undefined) throw new Error(`deny.toml has no [${name}]`);
    return found;
  };
  const strings = (list) => [...list.matchAll(/"([^"]*)"/g)].map(([, text]) => text);
  const allow = section('licenses').match(/^allow = \[([^\]]*)\]/m)?.[1];
  const deny = section('bans').match(/^deny = \[\n([\s\S]*?)^\]/m)?.[1];
  if (!allow || !deny) throw new Error('deny.toml has no list of licences or of bans');
  for (const rule of ['unknown-registry = "deny"', 'unknown-git = "deny"'])
    if (!section('sources').includes(rule)) throw new Error(`deny.toml does not say ${rule}`);
  const bans = new Map();
  for (const line of deny.split('\n').filter((line) => line.trim())) {
    const crate = line.match(/crate = "([^"]+)"/)?.[1];
    if (!crate) throw new Error(`deny.toml: a ban without a crate: ${line.trim()}`);
    bans.set(crate, strings(line.match(/wrappers = \[([^\]]*)\]/)?.[1] ?? ''));
  }
  return { licences: new Set(strings(allow)), bans };
}

/** Whether an SPDX expression can be met with licences of the list. `/` stands for OR, as in old manifests. */
export function isAllowed(expression, licences) {
  const words = expression.replaceAll('/', ' OR ').match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const one = () => {
    const word = words[at++];
    if (word === '(') {
      const inside = either();
      if (words[at++] !== ')') throw new Error(`not a licence expression: ${expression}`);
      return inside;
    }
    if (word === undefined || ['OR', 'AND', 'WITH', ')'].includes(word))
      throw new Error(`not a licence expression: ${expression}`);
    if (words[at] !== 'WITH') return licences.has(word);
    const exception = words[(at += 2) - 1];
    return licences.has(`${word} WITH ${exception}`);
  };
  const both = () => {
    let all = one();
    while (words[at] === 'AND') {
      at += 1;
      all = one() && all;
    }
    return all;
  };
  const either = () => {
    let any = both();
    while (words[at] === 'OR') {
      at += 1;
      any = both() || any;
    }
    return any;
  };
  const allowed = either();
  if (at !== words.length) throw new Error(`not a licence expression: ${expression}`);
  return allowed;
}

/** What is wrong with the packages of `cargo metadata`. */
export function faultsOf(metadata, { licences, bans }) {
  const faults = [];
  const packages = new Map(metadata.packages.map((each) => [each.id, each]));
  const ours = new Set(metadata.workspace_members);
  for (const each of metadata.packages) {
    const name = `${each.name} ${each.version}`;
    if (ours.has(each.id)) {
      for (const need of each.dependencies)
        if (need.req === '*' && need.path === undefined) faults.push(`${each.name} takes any version of ${need.name}`);
      continue;
    }
    if (each.source !== REGISTRY) faults.push(`${name} comes from ${each.source ?? 'a folder'}`);
    if (!each.license) faults.push(`${name} names no licence`);
    else if (!isAllowed(each.license, licences)) faults.push(`${name} has the licence ${each.license}`);
  }
  for (const { id, deps } of metadata.resolve.nodes)
    for (const { pkg } of deps) {
      const wrappers = bans.get(packages.get(pkg).name);
      const by = packages.get(id).name;
      if (wrappers && !wrappers.includes(by))
        faults.push(`${by} names ${packages.get(pkg).name}, which ${wrappers.join(', ') || 'nobody'} may name`);
    }
  return faults;
}

/** The check finds what it is there for: run on a few packages that are wrong on purpose. */
function selfTest() {
  const rules = rulesOf(readFileSync(join(root, 'deny.toml'), 'utf8'));
  const good = ['MIT', 'MIT OR GPL-3.0', 'GPL-3.0 OR MIT', '(MIT OR GPL-3.0) AND ISC', 'Apache-2.0/GPL-3.0'];
  const bad = ['GPL-3.0', 'MIT AND GPL-3.0', 'GPL-3.0 OR AGPL-3.0', '(MIT AND GPL-3.0) OR AGPL-3.0', 'MIT WITH Nothing'];
  const wrong = [...good.filter((text) => !isAllowed(text, rules.licences)), ...bad.filter((text) => isAllowed(text, rules.licences))];
  const pack = (name, more) => ({ id: name, name, version: '1', source: REGISTRY, license: 'MIT', dependencies: [], ...more });
  const packages = [
    pack('server', { source: null, dependencies: [{ name: 'sqlx', req: '*' }] }),
    pack('sqlx'),
    pack('elsewhere', { source: 'git+https://exemple.fr' }),
    pack('bare', { license: null }),
    pack('strict', { license: 'GPL-3.0' }),
  ];
  const nodes = [{ id: 'server', deps: [{ pkg: 'sqlx' }] }];
  const found = faultsOf({ packages, workspace_members: ['server'], resolve: { nodes } }, rules);
  if (wrong.length > 0 || found.length !== 5) {
    console.error('dependencies: the check itself is wrong:', wrong, found);
    process.exit(1);
  }
}

selfTest();
const rules = rulesOf(readFileSync(join(root, 'deny.toml'), 'utf8'));
const output = execFileSync('cargo', ['metadata', '--format-version', '1', '--locked', '--all-features'], {
  cwd: root,
  maxBuffer: 1 << 28,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const metadata = JSON.parse(output.toString());
const faults = faultsOf(metadata, rules);
for (const fault of faults) console.error(`dependencies: ${fault}`);
if (faults.length > 0) process.exit(1);
console.log(`dependencies: licences, sources and bans of ${metadata.packages.length} packages are as deny.toml says`);
