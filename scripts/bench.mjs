#!/usr/bin/env node
// `make bench`: measures the built service and writes docs/performance.md. Bytes and instructions repeat exactly; CPU
// time per request nearly; what takes time by the clock depends on what else the machine does, and is read by ratio.
// With the name of a part (requests, signIns, durableWrites, vitals) it measures that one alone and writes no file.
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import {
  cookieAt, downloads, floor, freePort, html, instructions, pages, remove, signIn, size, start, startService, temporaryFolder, version,
} from './service.mjs';

const run = promisify(execFile);
const rounds = 5;
/** How often each page is opened on the phone: there every task that the machine does besides counts four times. */
const visits = 9;
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const say = (text) => console.error(`· ${text}`);
const yardstick = (name) => `target/release/examples/${name}`;

// ---- what is measured -----------------------------------------------------------------------------------------------

/** CPU seconds that a process has used. */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Puts load on a page for some seconds: requests, requests per second, CPU microseconds per request. */
async function load({ child, origin }, { path, cookie }, { seconds = 3, connections = 4, script } = {}) {
  const before = cpuSeconds(child.pid);
  const headers = cookie ? ['-H', `Cookie: ${cookieAt(origin, cookie)}`, '-H', `Referer: ${origin}/`] : [];
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, ...headers, ...(script ? ['-s', script] : []), origin + path];
  // Not `execFileSync`: the service's log must go on being read.
  const { stdout } = await run('wrk', args);
  const requests = Number(/(\d+) requests in/.exec(stdout)[1]);
  const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0);
  if (refused > 0) throw new Error(`${path}: ${refused} of ${requests} answers were errors`);
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1]);
  return { perSecond, micros: ((cpuSeconds(child.pid) - before) * 1e6) / requests };
}

/** The texts of a page and the addresses they link to: what the yardstick shows, too. */
function texts(page) {
  const body = page.replace(/^[\s\S]*<body[^>]*>/, '').replace(/<(script|svg|style)\b[\s\S]*?<\/\1>/g, '');
  const found = [];
  for (const [, href, text] of body.matchAll(/(?:<a\b[^>]*?href="([^"]*)"[^>]*>)?([^<>]+)/g)) {
    if (text.trim()) found.push({ text: text.trim(), href: href ?? null });
  }
  return found;
}

async function requests(folder) {
  const service = await startService(folder);
  const visitor = await signIn(service);
  const measured = pages(visitor);
  const sizes = {};
  for (const page of measured) {
    const { sent, raw } = await html(service, page);
    sizes[page.name] = { raw: raw.length, brotli: sent };
  }

  const words = join(folder, 'texts.json');
  const settings = measured.find(({ name }) => name === 'settings');
  writeFileSync(words, JSON.stringify(texts((await html(service, settings)).raw.toString())));
  const startMaud = async (under = [], env = {}) => {
    const port = await freePort();
    const [command, ...args] = [...under, yardstick('maud_page'), `127.0.0.1:${port}`, words];
    return start(command, args, env, port, '/');
  };
  const maud = await startMaud();
  const plain = { name: 'maud, same text as settings', path: '/', cookie: '' };
  sizes[plain.name] = size(Buffer.from(await (await fetch(maud.origin)).arrayBuffer()));

  const runs = [...measured.map((page) => ({ page, on: service })), { page: plain, on: maud }];
  for (const { on, page } of runs) await load(on, page, { seconds: 1 });
  const micros = Object.fromEntries(runs.map(({ page }) => [page.name, []]));
  // Round by round, so that whatever else the machine does falls on all of them.
  for (let round = 1; round <= rounds; round += 1) {
    say(`CPU time per request, round ${round} of ${rounds}`);
    for (const { on, page } of runs) micros[page.name].push((await load(on, page)).micros);
  }
  await maud.stop();
  await service.stop();

  const counted = {};
  for (const { name, path, cookie } of measured) {
    say(`instructions per request: ${name}`);
    const env = { TOKIO_WORKER_THREADS: '1', ARGON2_MEMORY_KIB: '64' };
    counted[name] = await instructions((under) => startService(folder, { under, env }), path, cookie);
  }
  say(`instructions per request: ${plain.name}`);
  counted[plain.name] = await instructions((under) => startMaud(under, { TOKIO_WORKER_THREADS: '1' }), '/');
  return { sizes, micros, counted };
}

async function signIns(folder) {
  const threads = 2;
  const service = await startService(folder, {
    env: { ARGON2_CONCURRENCY: String(threads), SIGN_IN_FAILURES_PER_ADDRESS: '1000000', POSTS_PER_MINUTE: '1000000' },
  });
  const script = join(folder, 'sign-in.lua');
  writeFileSync(script, `
wrk.method = "POST"
wrk.body = "identifiant=inaya.michel&mot_de_passe=mon-espace-de-demonstration"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Accept"] = "*/*"
wrk.headers["Origin"] = "${service.origin}"
`);
  const form = { path: '/api/connexion/identification', cookie: '' };
  const ours = [];
  const bare = [];
  for (let round = 1; round <= rounds; round += 1) {
    say(`sign-ins per second, round ${round} of ${rounds}`);
    ours.push((await load(service, form, { seconds: 4, connections: 8, script })).perSecond);
    bare.push(Number(execFileSync(yardstick('bare_argon2'), [floor.memory, floor.passes, threads, 4].map(String))));
  }
  await service.stop();
  return { ours: median(ours), bare: median(bare), ratio: median(ours.map((rate, round) => rate / bare[round])) };
}

function durableWrites() {
  const rate = (engine) => {
    say(`durable writes per second: ${engine}`);
    return median([1, 2, 3].map(() => Number(execFileSync(yardstick('durable_writes'), ['16', '5', engine]))));
  };
  return { sqlite: rate('sqlite'), postgres: process.env.TEST_POSTGRES_URL && rate('postgres') };
}

/** Paints, shifts and life on a phone: four times slower than this machine, on slow 4G. */
async function vitals(folder) {
  const playwright = pathToFileURL(join(process.cwd(), 'end2end/node_modules/playwright-core/index.mjs'));
  const { chromium } = await import(playwright.href);
  const service = await startService(folder);
  const visitor = await signIn(service);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--no-first-run'],
  });
  const measured = [];
  for (const { name, path, cookie } of pages(visitor)) {
    const seen = [];
    for (let round = 0; round <= visits; round += 1) {
      const context = await browser.newContext({ viewport: { width: 412, height: 823 }, deviceScaleFactor: 1.75, isMobile: true, hasTouch: true });
      const [cookieName, value] = cookieAt(service.origin, cookie).split('=');
      if (cookie) await context.addCookies([{ name: cookieName, value, url: service.origin }]);
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send('Network.enable');
      await session.send('Network.setCacheDisabled', { cacheDisabled: true });
      await session.send('Network.emulateNetworkConditions', {
        offline: false, latency: 562.5, downloadThroughput: (1474.56 * 1024) / 8, uploadThroughput: (675 * 1024) / 8,
      });
      await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
      await page.addInitScript(() => {
        const seen = (window.seen = { largest: 0, shift: 0, blocked: 0 });
        const watch = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
        watch('largest-contentful-paint', (entry) => (seen.largest = entry.startTime));
        watch('layout-shift', (entry) => entry.hadRecentInput || (seen.shift += entry.value));
        watch('longtask', (entry) => (seen.blocked += Math.max(0, entry.duration - 50)));
      });
      await page.goto(service.origin + path, { waitUntil: 'load', referer: `${service.origin}/` });
      await page.waitForSelector('html[data-hydrated=true]', { state: 'attached' });
      await wait(300);
      const figures = await page.evaluate(() => ({
        first: performance.getEntriesByName('first-contentful-paint')[0].startTime,
        hydrated: performance.getEntriesByName('app-hydrated')[0].startTime,
        ...window.seen,
      }));
      if (name === 'settings') {
        // The network is not what is asked about: from the click to the next paint that follows it.
        await session.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
        figures.change = await page.evaluate(
          (address) =>
            new Promise((done) => {
              const link = document.querySelector(`main a[href="${address}"]`);
              const begun = performance.now();
              link.click();
              requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
            }),
          `${path}/historique`,
        );
      }
      await context.close();
      // The first round warms up.
      if (round > 0) seen.push(figures);
    }
    const of = (key) => (seen.every((figures) => key in figures) ? median(seen.map((figures) => figures[key])) : undefined);
    measured.push({ name, ...Object.fromEntries(['first', 'largest', 'shift', 'blocked', 'hydrated', 'change'].map((key) => [key, of(key)])) });
    say(`on a phone: ${name}`);
  }
  const chromiumVersion = browser.version();
  await browser.close();
  await service.stop();
  return { measured, chromiumVersion };
}

// ---- how it is told -------------------------------------------------------------------------------------------------

const number = (value, digits = 0) => value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const verdict = (fits) => (fits ? 'yes' : '**no**');

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column ? '--:' : '---'))), ...rows.map(line)].join('\n');
}

async function report(folder) {
  const load = loadavg()[0];
  const { wasm, js, css, areas } = downloads();
  const { sizes, micros, counted } = await requests(folder);
  const rate = await signIns(folder);
  const writes = durableWrites();
  const { measured, chromiumVersion } = await vitals(folder);

  const first = wasm.brotli + js.brotli;
  const bytes = [
    ['program (wasm)', number(wasm.raw), number(wasm.brotli), '', ''],
    ['glue (JS)', number(js.raw), number(js.brotli), '', ''],
    ['an entry page, wasm + JS', number(wasm.raw + js.raw), number(first), '225,000', verdict(first <= 225_000)],
    ...Object.entries(areas).map(([area, files]) => {
      const sum = (kind) => files.reduce((bytes, file) => bytes + file[kind], wasm[kind] + js[kind]);
      const most = area === 'enrolment' ? 260_000 : 250_000;
      return [`a page of ${area}, wasm + JS`, number(sum('raw')), number(sum('brotli')), number(most), verdict(sum('brotli') <= most)];
    }),
    ['style sheet', number(css.raw), number(css.brotli), '15,000', verdict(css.brotli <= 15_000)],
    ...Object.entries(sizes).map(([name, { raw, brotli }]) =>
      name.startsWith('maud') ? [`page: ${name}`, number(raw), number(brotli), '', ''] : [`page: ${name}`, number(raw), number(brotli), '9,000', verdict(brotli <= 9_000)]),
  ];
  const cpu = Object.entries(micros).map(([name, values]) => {
    const middle = median(values);
    return [
      name, number(middle), `${number(Math.min(...values))}–${number(Math.max(...values))}`, number(counted[name]),
      name === 'settings' ? '400' : '', name === 'settings' ? verdict(middle <= 400) : '',
    ];
  });
  const phone = measured.map(({ name, first, largest, shift, blocked, hydrated, change }) => [
    name, number(first), number(largest), number(shift, 3), number(blocked), number(hydrated), change === undefined ? '' : number(change),
    verdict(first <= 1100 && largest <= 1100 && shift <= 0.01 && blocked <= 100 && hydrated <= 3500 && (change ?? 0) <= 100),
  ]);

  const text = `# Performance

Written by \`make bench\`; do not edit. Reference points and what is aimed at: the budgets that \`make check\` enforces are in
[\`scripts/budget.mjs\`](../scripts/budget.mjs). Bytes and instructions repeat exactly; CPU time per request nearly; the rest depends on the
machine and on what else it does: read it by ratio.

Machine: ${cpus().length} × ${cpus()[0].model.trim()}, ${number(totalmem() / 2 ** 30)} GiB; load ${load.toFixed(1)} at the start.
Versions: ${version('rustc', '--version')}; Node ${process.versions.node}; Chromium ${chromiumVersion}; ${version('valgrind', '--version')}.

## Bytes

Files of \`target/site/pkg\`: brotli at quality 11. Pages: as they are sent to somebody who comes from elsewhere.

${table(['what', 'raw', 'brotli', 'budget', 'fits'], bytes)}

## CPU per request

SQLite, release build, session and queries included. CPU: \`wrk -t1 -c4 -d3s\`, time of the process in \`/proc\`, median of ${rounds}
interleaved rounds. Instructions: \`valgrind --tool=callgrind\`, what 400 more requests on one connection add, one worker thread.

${table(['page', 'CPU µs', 'from–to', 'instructions', 'budget µs', 'fits'], cpu)}

## Sign-in

Password step of a right password, ${floor.memory} KiB × ${floor.passes}, two at once, eight connections, in turns with bare argon2id of the same cost on two
threads (\`bare_argon2\`): **${number(rate.ours, 1)} per second against ${number(rate.bare, 1)} bare: ${number(rate.ratio * 100)} %** (budget: 90 % at least; ${rate.ratio >= 0.9 ? 'fits' : '**does not fit**'}).

## Durable writes

Acts per second, each in a unit of work of its own with its line of history, sixteen writers, five seconds, median of three
(\`durable_writes\`): SQLite (WAL, \`synchronous=FULL\`) **${number(writes.sqlite)}** (budget: 1,000; ${writes.sqlite >= 1000 ? 'fits' : '**does not fit**'})${writes.postgres ? `; PostgreSQL (\`fsync\` on) **${number(writes.postgres)}**` : ''}.

## On a phone

Chromium, 412 × 823, CPU four times slower than this machine, slow 4G (562.5 ms, 1474.56 / 675 kbit/s), no cache, median of ${visits}.
Times in milliseconds; *change*: from the click on another settings page to the next paint, after hydration. Budgets: 1,100; 1,100; 0.01;
100; 3,500; 100.

${table(['page', 'first paint', 'largest paint', 'shift', 'blocked', 'hydrated', 'change', 'fits'], phone)}
`;
  writeFileSync('docs/performance.md', text);
  return text;
}

const parts = { requests, signIns, durableWrites, vitals };
const [only] = process.argv.slice(2);
if (only && !(only in parts)) throw new Error(`'${only}' is not a part: ${Object.keys(parts).join(', ')}`);
const folder = temporaryFolder();
try {
  console.log(only ? await parts[only](folder) : await report(folder));
} finally {
  remove(folder);
}
