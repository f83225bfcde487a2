import { execFile, spawn, type ChildProcess, type ExecFileOptions } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect } from '@playwright/test';

import { canaries } from './people.ts';
import { binary, repository, site } from './program.ts';

const run = promisify(execFile);

export type Engine = 'sqlite' | 'postgres';

/** A running service in demonstration mode, with a port, a folder and a database that nobody else uses. */
export class Server {
  /** Numbers that a test saw on a screen and that must not be readable where data are kept. */
  readonly seen = new Set<string>();
  private readonly log: string;

  private constructor(
    readonly origin: string,
    private readonly folder: string,
    private readonly process: ChildProcess,
    private readonly env: { readonly DATABASE_URL?: string },
  ) {
    this.log = join(folder, 'server.log');
  }

  static async start(engine: Engine): Promise<Server> {
    const folder = mkdtempSync(join(tmpdir(), 'mon-espace-sante-'));
    const database = engine === 'postgres' ? await newDatabase() : undefined;
    const origin = `http://127.0.0.1:${await freePort()}`;
    const log = openSync(join(folder, 'server.log'), 'a');
    const env = {
      PATH: process.env.PATH,
      LISTEN_ADDRESS: new URL(origin).host,
      PUBLIC_ORIGIN: origin,
      DATA_DIR: join(folder, 'data'),
      SITE_DIR: site,
      DEMONSTRATION: 'true',
      LOG: 'info',
      // Sign-ins are many here, and all of them from one address.
      ARGON2_MEMORY_KIB: '64',
      ARGON2_PASSES: '1',
      SIGN_IN_FAILURES_PER_ADDRESS: '100000',
      POSTS_PER_MINUTE: '100000',
      ...(database && { DATABASE_URL: database }),
    };
    // Anywhere but in the repository: the service must not rest on where it is started.
    const child = spawn(binary, [], { cwd: folder, env, stdio: ['ignore', log, log] });
    closeSync(log);
    const server = new Server(origin, folder, child, env);
    await server.ready();
    return server;
  }

  /** What the service has written so far. */
  output(): string {
    return readFileSync(this.log, 'utf8');
  }

  /** Asks the service to end, waits until it has, and looks at what it leaves behind. */
  async stop(): Promise<void> {
    try {
      const ended = this.process.exitCode ?? this.process.signalCode;
      if (ended !== null) {
        throw new Error(`The server ended by itself (${ended}):\n${this.output()}`);
      }
      const exit = once(this.process, 'exit');
      this.process.kill('SIGTERM');
      const patience = setTimeout(() => this.process.kill('SIGKILL'), 30_000);
      const [code, signal] = (await exit) as [number | null, NodeJS.Signals | null];
      clearTimeout(patience);
      expect({ code, signal }, `SIGTERM ends the server in order; it wrote:\n${this.output()}`).toEqual({ code: 0, signal: null });
      await this.expectHistoriesToHold();
      await this.expectNothingReadable();
    } finally {
      this.process.kill('SIGKILL');
      if (this.env.DATABASE_URL) {
        const drop = `DROP DATABASE "${nameOf(this.env.DATABASE_URL)}" WITH (FORCE)`;
        await run('psql', ['--quiet', '--dbname', administration(), '--command', drop]);
      }
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  private async ready(): Promise<void> {
    const state = async () => {
      if (this.process.exitCode !== null) return 'ended';
      const answer = await fetch(`${this.origin}/readyz`).catch(() => undefined);
      return answer?.ok ? 'ready' : 'waiting';
    };
    await expect.poll(state, { timeout: 30_000, message: 'the server answers /readyz' }).not.toBe('waiting');
    if ((await state()) !== 'ready') {
      const output = this.output();
      rmSync(this.folder, { recursive: true, force: true });
      throw new Error(`The server did not start:\n${output}`);
    }
  }

  /** No name, address or number of the demonstration's people in the database, its journal, or the log. */
  private async expectNothingReadable(): Promise<void> {
    const script = join(repository, 'scripts/dump-has-no-names.mjs');
    const database = this.env.DATABASE_URL;
    const places = ['--files', this.folder, ...(database ? ['--postgres', database] : [])];
    const found = await told(process.execPath, [script, ...places, ...canaries, ...this.seen]);
    expect(found, 'nothing personal is readable in what the server leaves behind').toBe('');
  }

  /** No line of any history was altered or lost, says the program's own command. */
  private async expectHistoriesToHold(): Promise<void> {
    const faults = await told(binary, ['verify-history'], { cwd: this.folder, env: this.env as NodeJS.ProcessEnv });
    expect(faults, 'the histories hold').toBe('');
  }
}

/** Runs a program that has nothing to say unless something is wrong; what it said then. */
async function told(program: string, words: string[], options: ExecFileOptions = {}): Promise<string> {
  return run(program, words, { ...options, maxBuffer: 16 * 1024 * 1024 }).then(
    () => '',
    (fault: Error & { stdout?: string; stderr?: string }) => `${fault.message}\n${fault.stdout}${fault.stderr}`,
  );
}

/** A port of the loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}

function administration(): string {
  const url = process.env.TEST_POSTGRES_URL;
  if (!url) throw new Error('TEST_POSTGRES_URL is not set: run this by scripts/with-postgres.');
  return url;
}

async function newDatabase(): Promise<string> {
  const url = new URL(administration());
  url.pathname = `/end2end_${randomBytes(6).toString('hex')}`;
  await run('psql', ['--quiet', '--dbname', administration(), '--command', `CREATE DATABASE "${nameOf(url.href)}"`]);
  return url.href;
}

function nameOf(database: string): string {
  return new URL(database).pathname.slice(1);
}
