import { test as base, expect, type BrowserContext } from '@playwright/test';

import { Visitor } from '../pages/visitor.ts';
import { Demonstration } from './demonstration.ts';
import { Faults } from './faults.ts';
import { Server, type Engine } from './server.ts';

export { expect };

export interface ServerOptions {
  /** Where the service keeps its data. */
  engine: Engine;
}

interface WorkerFixtures extends ServerOptions {
  server: Server;
}

interface TestFixtures {
  /** Demonstration mode, put back to its first state before the test. */
  demonstration: Demonstration;
  /** What went wrong in the browsers of the test; none of it may. */
  faults: Faults;
  /** The person in front of the test's own page. */
  visitor: Visitor;
  /** Somebody else, with a browser of their own. */
  somebodyElse: () => Promise<Visitor>;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  engine: ['sqlite', { scope: 'worker', option: true }],

  server: [
    async ({ engine }, use) => {
      const server = await Server.start(engine);
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],

  baseURL: async ({ server }, use) => use(server.origin),

  demonstration: [
    async ({ server }, use, testInfo) => {
      const demonstration = await Demonstration.at(server.origin);
      await demonstration.reset();
      const before = server.output().length;
      await use(demonstration);
      await demonstration.dispose();
      if (testInfo.status !== testInfo.expectedStatus) {
        await testInfo.attach('server.log', { body: server.output().slice(before), contentType: 'text/plain' });
      }
    },
    { auto: true },
  ],

  faults: [
    async ({}, use) => {
      const faults = new Faults();
      await use(faults);
      faults.expectNone();
    },
    { auto: true },
  ],

  context: async ({ context, faults }, use) => {
    faults.watch(context);
    await use(context);
  },

  visitor: async ({ page, demonstration, faults, server, javaScriptEnabled }, use) => {
    await use(new Visitor(page, { demonstration, faults, server, hydrates: javaScriptEnabled !== false }));
  },

  somebodyElse: async ({ browser, demonstration, faults, server, javaScriptEnabled }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      // With the project's options, as the test's own.
      const context = await browser.newContext();
      contexts.push(context);
      faults.watch(context);
      const page = await context.newPage();
      return new Visitor(page, { demonstration, faults, server, hydrates: javaScriptEnabled !== false });
    });
    for (const context of contexts) await context.close();
  },
});
