import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = resolve(fileURLToPath(import.meta.url), '../../..');

/** The program under test; SERVER_BINARY names another one. */
export const binary = resolve(process.env.SERVER_BINARY ?? join(repository, 'target/release/server'));

/** What the build made for the browser. */
export const site = resolve(process.env.SITE_DIR ?? join(repository, 'target/site'));

/** Once, before all tests: without the program none of them can say anything. */
export default function check(): void {
  if (!existsSync(binary)) throw new Error(`There is no server to test at ${binary}: run 'make build' first.`);
}
