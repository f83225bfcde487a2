#!/usr/bin/env node
// Proves that what the service keeps cannot be read: looks in every byte of files and in a dump of a PostgreSQL
// database for words that must not be there, in the spellings in which they could hide. Silent and 0 when nothing is
// found; otherwise says where, and 1. Each run first shows, on a file of its own, that it would find them.
//
//   scripts/dump-has-no-names.mjs --files data --postgres postgres://… Inaya '06 11 12 13 14' '2 85 04 75 588 010 83'
//   scripts/dump-has-no-names.mjs --self-test
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: {
    files: { type: 'string', multiple: true, default: [] },
    postgres: { type: 'string', multiple: true, default: [] },
    'self-test': { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

/** The ways in which a word could stand in a file: as text, or as a dump writes bytes. */
function spellings(word) {
  const texts = new Set([word]);
  const digits = word.replace(/[\s.-]/g, '');
  if (/^[+\d][\d\sAB.-]{7,}$/.test(word)) {
    // A number: bare, grouped by other signs, and a mobile in international spelling.
    for (const sign of ['', ' ', '.', '-', '\u00a0', '\u202f']) texts.add(word.trim().replace(/[\s.-]+/g, sign));
    if (/^0[67]\d{8}$/.test(digits)) texts.add(`+33${digits.slice(1)}`).add(`0033${digits.slice(1)}`);
  } else {
    texts.add(word.toLowerCase()).add(word.toUpperCase());
    texts.add(word.normalize('NFD')).add(word.normalize('NFC'));
  }
  const found = new Map();
  for (const text of texts) {
    const utf8 = Buffer.from(text, 'utf8');
    found.set(`«${text}»`, utf8);
    found.set(`«${text}» in hexadecimal digits`, Buffer.from(utf8.toString('hex'), 'latin1'));
    found.set(`«${text}» in UTF-16`, Buffer.from(text, 'utf16le'));
    // Base64 writes a text in three ways, after where it begins; the letters at its ends depend on its neighbours.
    for (const before of [0, 1, 2]) {
      const encoded = Buffer.concat([Buffer.alloc(before), utf8]).toString('base64').replace(/=+$/, '');
      const sure = encoded.slice(before === 0 ? 0 : before + 1, encoded.length - ((before + utf8.length) % 3 === 0 ? 0 : 1));
      // Shorter ones stand in any ciphertext by chance.
      if (sure.length >= 8) found.set(`«${text}» in Base64`, Buffer.from(sure, 'latin1'));
    }
  }
  return found;
}

/** What of the words can be read in those bytes. */
function readable(bytes, words) {
  const hits = [];
  for (const word of words) {
    for (const [spelling, needle] of spellings(word)) {
      const place = bytes.indexOf(needle);
      if (place >= 0) hits.push(`${spelling} at byte ${place}`);
    }
  }
  return hits;
}

function* filesIn(path) {
  if (statSync(path).isFile()) yield path;
  else for (const entry of readdirSync(path).sort()) yield* filesIn(join(path, entry));
}

/** Structure and content, bytes as hexadecimal digits. */
function dump(url) {
  return execFileSync('pg_dump', ['--no-owner', '--inserts', '--dbname', url], { maxBuffer: 1024 * 1024 * 1024 });
}

function selfTest(words) {
  const folder = mkdtempSync(join(tmpdir(), 'canary-'));
  try {
    const noise = Buffer.from(Array.from({ length: 4096 }, (_, place) => (place * 7919) % 251));
    const missed = [];
    for (const word of words) {
      for (const [spelling, needle] of spellings(word)) {
        const file = join(folder, 'planted');
        writeFileSync(file, Buffer.concat([noise, needle, noise]));
        if (readable(readFileSync(file), [word]).length === 0) missed.push(spelling);
      }
    }
    writeFileSync(join(folder, 'empty'), noise);
    if (readable(readFileSync(join(folder, 'empty')), words).length > 0) missed.push('nothing, which it found');
    if (missed.length > 0) throw new Error(`the search would not have found: ${missed.join(', ')}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Plants a word in a database, as text and as bytes, and expects to find both in the dump. */
function selfTestPostgres(url, word) {
  const table = `canary_${process.pid}`;
  const sql = (text) => execFileSync('psql', ['--quiet', '--no-psqlrc', '--set', 'ON_ERROR_STOP=1', '--dbname', url, '--command', text]);
  sql(`CREATE TABLE ${table} (t text, b bytea); INSERT INTO ${table} VALUES ('${word}', convert_to('${word}', 'UTF8'))`);
  try {
    const hits = readable(dump(url), [word]);
    if (!hits.some((hit) => !hit.includes('hexadecimal')) || !hits.some((hit) => hit.includes('hexadecimal'))) {
      throw new Error(`the search did not find «${word}», planted in the database ${url}`);
    }
  } finally {
    sql(`DROP TABLE ${table}`);
  }
}

const words = positionals.filter((word) => word.trim() !== '');
try {
  selfTest(words.length > 0 ? words : ['Inaya', 'Léo', '06 11 12 13 14', 'inaya.michel@exemple.fr']);
  if (values['self-test']) {
    for (const url of values.postgres) selfTestPostgres(url, 'Canari-Témoin');
    console.log('dump-has-no-names: a planted word is found');
  } else {
    if (words.length === 0) throw new Error('give the words to look for');
    if (values.files.length + values.postgres.length === 0) throw new Error('give --files or --postgres');
    const hits = [];
    let looked = 0;
    for (const path of values.files.flatMap((path) => [...filesIn(path)])) {
      looked += 1;
      hits.push(...readable(readFileSync(path), words).map((hit) => `${basename(path)}: ${hit}`));
    }
    for (const url of values.postgres) {
      looked += 1;
      const content = dump(url);
      if (!content.includes('INSERT INTO')) throw new Error('the database is empty: nothing was proved');
      hits.push(...readable(content, words).map((hit) => `dump of PostgreSQL: ${hit}`));
    }
    if (looked === 0) throw new Error('there was no file to look into: nothing was proved');
    for (const hit of hits) console.error(`readable: ${hit}`);
    process.exitCode = hits.length > 0 ? 1 : 0;
  }
} catch (fault) {
  console.error(`dump-has-no-names: ${fault.message}`);
  process.exitCode = 2;
}
