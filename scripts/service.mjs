// What the measuring scripts share: the built service in demonstration mode, a visitor who is signed in, the pages that
// are measured, and counting instructions.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

export const program = resolve('target/release/server');
export const site = resolve('target/site');

/** The cost of a password hash at its floor (quality of service: 46 MiB, one pass). */
export const floor = { memory: 47_104, passes: 1 };

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

export const temporaryFolder = () => mkdtempSync(join(tmpdir(), 'mon-espace-sante-'));
export const remove = (folder) => rmSync(folder, { recursive: true, force: true });

/** Starts a program that serves HTTP on `port`, and waits until `path` answers. */
export async function start(command, args, env, port, path) {
  const child = spawn(command, args, { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (data) => (log += data));
  // A measurement that fails leaves nothing running.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const over = new Promise((done) => child.once('exit', done)).then(() => process.off('exit', kill));
  for (let tries = 0; tries < 1200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`${command} stopped: ${log}`);
    const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
    if (answer?.ok) {
      const stop = async () => {
        child.kill('SIGTERM');
        await over;
        return log;
      };
      return { child, port, origin: `http://127.0.0.1:${port}`, stop };
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  child.kill('SIGKILL');
  throw new Error(`${command} does not answer: ${log}`);
}

/** Starts the service on a data folder; `under` is what runs it, for instance valgrind. */
export async function startService(folder, { under = [], env = {} } = {}) {
  const port = await freePort();
  const [command, ...args] = [...under, program];
  const variables = {
    DEMONSTRATION: 'true',
    LISTEN_ADDRESS: `127.0.0.1:${port}`,
    DATA_DIR: folder,
    SITE_DIR: site,
    LOG: 'error',
    ARGON2_MEMORY_KIB: String(floor.memory),
    ARGON2_PASSES: String(floor.passes),
    ...env,
  };
  return start(command, args, variables, port, '/livez');
}

/** Signs Inaya in and begins an enrolment: both cookies, and the identifier of her profile. */
export async function signIn({ origin }) {
  const jar = new Map();
  const post = async (path, fields) => {
    const answer = await fetch(origin + path, {
      method: 'POST',
      redirect: 'manual',
      headers: { Origin: origin, Accept: 'text/html', Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      body: new URLSearchParams(fields),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name, value] = cookie.split(';')[0].split('=');
      jar.set(name, value);
    }
    return answer.headers.get('location');
  };
  const cookies = () => ({ Referer: `${origin}/`, Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') });
  const page = async (path) => (await fetch(origin + path, { headers: cookies() })).text();
  const carried = (html, name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
  await post('/api/connexion/identification', { identifiant: 'inaya.michel', mot_de_passe: 'mon-espace-de-demonstration' });
  const channel = await page('/connexion/code/canal');
  const compte = carried(channel, 'compte');
  await post('/api/connexion/canal', { canal: 'email', cle: carried(channel, 'cle'), compte });
  const messages = await (await fetch(`${origin}/demonstration/messages.json`)).json();
  const code = messages[0]?.code ?? '';
  const home = await post('/api/connexion/code', { code, compte });
  const profile = /^\/p\/([0-9a-f]{32})\/accueil$/.exec(home ?? '')?.[1];
  if (!profile) throw new Error('the sign-in led nowhere');
  await post('/api/activer/naissance', { jour: '28', mois: '9', annee: '1971' });
  const card = await page('/activer/identite/carte-vitale');
  await post('/api/activer/carte-vitale', { carte: 'avec-photo', demarche: carried(card, 'demarche') });
  const held = (what) => [...jar].find(([name]) => name.endsWith(`-${what}`))?.join('=');
  return { cookie: held('session'), draft: held('activation'), profile };
}

/** The pages that are measured. The wizard's comes first: five minutes after its last step it asks the birth date again. */
export const pages = ({ cookie, draft, profile }) => [
  { name: 'wizard', path: '/activer/identite/numeros', cookie: draft },
  { name: 'sign-in', path: '/connexion', cookie: '' },
  { name: 'home', path: `/p/${profile}/accueil`, cookie },
  { name: 'settings', path: `/p/${profile}/parametres`, cookie },
  { name: 'history', path: `/p/${profile}/parametres/historique`, cookie },
];

/** A visitor's cookie as the service at that address calls it: on the loopback, its name holds the port. */
export const cookieAt = (origin, cookie) => cookie.replace(/^mes\d+-/, `mes${new URL(origin).port}-`);

const compressed = (bytes) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 } }).length;

export const size = (bytes) => ({ raw: bytes.length, brotli: compressed(bytes) });

/** What the browser downloads: the program's main part, its glue, the style sheet, and what the pages of each area need besides. */
export function downloads() {
  const files = JSON.parse(readFileSync(join(site, 'pkg/files.json'), 'utf8'));
  const of = (address) => size(readFileSync(join(site, address)));
  const areas = Object.entries(files.areas).map(([area, addresses]) => [area, addresses.map(of)]);
  return { wasm: of(files.code), js: of(files.script), css: of(files.stylesheet), areas: Object.fromEntries(areas) };
}

/** A page as somebody gets it who comes from elsewhere: how many bytes are sent, and what it says. */
export async function html({ origin }, { path, cookie }) {
  // A step of the wizard whose address is typed shows nothing: the link that led there is named.
  const headers = { Accept: 'text/html', 'Accept-Encoding': 'br', Referer: `${origin}/`, ...(cookie && { Cookie: cookieAt(origin, cookie) }) };
  const sent = await new Promise((done, fail) => {
    request(origin + path, { headers }, (answer) => {
      const pieces = [];
      if (answer.statusCode !== 200) fail(new Error(`${path} answers ${answer.statusCode}`));
      if (answer.headers['content-encoding'] !== 'br') fail(new Error(`${path} is not compressed`));
      answer.on('data', (piece) => pieces.push(piece)).once('end', () => done(Buffer.concat(pieces)));
    })
      .once('error', fail)
      .end();
  });
  return { sent: sent.length, raw: brotliDecompressSync(sent) };
}

/** Instructions per request: what 400 more requests on one connection add, counted by callgrind. */
export async function instructions(start, path, cookie = '') {
  const count = async (requests) => {
    const service = await start(['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null']);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let sent = 0; sent < requests; sent += 1) {
      await new Promise((done, fail) => {
        const { origin } = service;
        const headers = { Accept: 'text/html', Referer: `${origin}/`, ...(cookie && { Cookie: cookieAt(origin, cookie) }) };
        request(origin + path, { agent, headers }, (answer) => {
          if (answer.statusCode !== 200) fail(new Error(`${path} answers ${answer.statusCode}`));
          answer.resume().once('end', done);
        })
          .once('error', fail)
          .end();
      });
    }
    agent.destroy();
    return Number(/Collected : (\d+)/.exec(await service.stop())[1]);
  };
  return Math.round(((await count(500)) - (await count(100))) / 400);
}

/** The first line that a command prints of its version. */
export const version = (command, ...args) => execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).split('\n')[0];
