import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from '@playwright/test';

export interface ServiceOptions {
  /** The program: `target/release/server` of a build. */
  readonly binary: string;
  /** What the build made for the browser: `target/site`. */
  readonly site: string;
  /** Variables of the configuration, beside and before those that are set here. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A running service in demonstration mode, with a port, a folder and a database that nobody else uses. */
export class Service {
  private constructor(
    /** Its address, without a path. */
    readonly origin: string,
    /** Where everything is that it keeps. */
    readonly folder: string,
    /** The variables that it was started with. */
    readonly env: Readonly<Record<string, string>>,
    private readonly process: ChildProcess,
  ) {}

  static async start({ binary, site, env: more = {} }: ServiceOptions): Promise<Service> {
    const folder = mkdtempSync(join(tmpdir(), 'mon-espace-sante-'));
    const origin = `http://127.0.0.1:${await freePort()}`;
    const log = openSync(join(folder, 'server.log'), 'a');
    const env = {
      PATH: process.env.PATH ?? '',
      LISTEN_ADDRESS: new URL(origin).host,
      PUBLIC_ORIGIN: origin,
      DATA_DIR: join(folder, 'data'),
      SITE_DIR: site,
      DEMONSTRATION: 'true',
      LOG: 'info',
      // Sign-ins are many in tests, and all of them from one address.
      ARGON2_MEMORY_KIB: '64',
      ARGON2_PASSES: '1',
      SIGN_IN_FAILURES_PER_ADDRESS: '100000',
      POSTS_PER_MINUTE: '100000',
      ...more,
    };
    // Anywhere but in the repository: the service must not rest on where it is started.
    const child = spawn(binary, [], { cwd: folder, env, stdio: ['ignore', log, log] });
    closeSync(log);
    const service = new Service(origin, folder, env, child);
    try {
      await service.ready();
    } catch (fault) {
      service.remove();
      throw fault;
    }
    return service;
  }

  /** What the service has written so far. */
  output(): string {
    return readFileSync(join(this.folder, 'server.log'), 'utf8');
  }

  /** Asks the service to end, waits until it has, and removes what it leaves behind. */
  async stop(): Promise<void> {
    try {
      await this.end();
    } finally {
      this.remove();
    }
  }

  /** Asks the service to end, and waits until it has, in order. */
  async end(): Promise<void> {
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
  }

  /** Leaves nothing of it, running or kept. */
  remove(): void {
    this.process.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    let missing: Error | undefined;
    this.process.once('error', (error) => (missing = error));
    const state = async () => {
      if (missing) throw new Error(`There is no server to start: ${missing.message}`);
      if (this.process.exitCode !== null) return 'ended';
      const answer = await fetch(`${this.origin}/readyz`).catch(() => undefined);
      return answer?.ok ? 'ready' : 'waiting';
    };
    await expect.poll(state, { timeout: 30_000, message: 'the server answers /readyz' }).not.toBe('waiting');
    if ((await state()) !== 'ready') throw new Error(`The server did not start:\n${this.output()}`);
  }
}

export async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}
