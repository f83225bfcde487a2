import { execFile, type ExecFileOptions } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect } from '@playwright/test';

import { canaries } from './people.ts';
import { binary, repository, site } from './program.ts';
import { Service } from './service.ts';

const run = promisify(execFile);

export type Engine = 'sqlite' | 'postgres';

/** A service of one's own; when it has ended, what it leaves behind is looked at. */
export class Server {
  /** Numbers that a test saw on a screen and that must not be readable where data are kept. */
  readonly seen = new Set<string>();

  private constructor(
    private readonly service: Service,
    private readonly database?: string,
  ) {}

  static async start(engine: Engine): Promise<Server> {
    const database = engine === 'postgres' ? await newDatabase() : undefined;
    return new Server(await Service.start({ binary, site, env: database ? { DATABASE_URL: database } : {} }), database);
  }

  get origin(): string {
    return this.service.origin;
  }

  /** What the service has written so far. */
  output(): string {
    return this.service.output();
  }

  /** Asks the service to end, waits until it has, and looks at what it leaves behind. */
  async stop(): Promise<void> {
    try {
      await this.service.end();
      await this.expectHistoriesToHold();
      await this.expectNothingReadable();
    } finally {
      this.service.remove();
      if (this.database) {
        const drop = `DROP DATABASE "${nameOf(this.database)}" WITH (FORCE)`;
        await run('psql', ['--quiet', '--dbname', administration(), '--command', drop]);
      }
    }
  }

  /** No name, address or number of the demonstration's people in the database, its journal, or the log. */
  private async expectNothingReadable(): Promise<void> {
    const script = join(repository, 'scripts/dump-has-no-names.mjs');
    const places = ['--files', this.service.folder, ...(this.database ? ['--postgres', this.database] : [])];
    const found = await told(process.execPath, [script, ...places, ...canaries, ...this.seen]);
    expect(found, 'nothing personal is readable in what the server leaves behind').toBe('');
  }

  /** No line of any history was altered or lost, says the program's own command. */
  private async expectHistoriesToHold(): Promise<void> {
    const { folder, env } = this.service;
    const faults = await told(binary, ['verify-history'], { cwd: folder, env: env as NodeJS.ProcessEnv });
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
