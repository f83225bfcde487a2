#!/usr/bin/env node
// Checks what was built against its budgets: bytes that the browser downloads, bytes of pages, instructions of the server
// for a request. All three repeat exactly, whatever else the machine does. A budget is only ever tightened; loosening
// one needs a written reason in the commit.
import { downloads, html, instructions, pages, remove, signIn, size, startService, temporaryFolder } from './service.mjs';

const budgets = {
  'first load, program (wasm + js), brotli': 260_000,
  'first load, style sheet, brotli': 15_000,
  'sign-in, html, brotli': 8_000,
  'wizard, html, brotli': 8_000,
  'home, html, brotli': 8_000,
  'settings, html, brotli': 8_000,
  'sign-in, instructions': 725_000,
  'wizard, instructions': 1_150_000,
  'home, instructions': 1_545_000,
  'settings, instructions': 1_400_000,
};

let overdrawn = 0;
function check(what, measured) {
  const budget = budgets[what];
  const fits = measured <= budget;
  if (!fits) overdrawn += 1;
  const figures = `${measured.toLocaleString('en')} of ${budget.toLocaleString('en')}`;
  console.log(`budget: ${what}: ${figures}: ${fits ? 'fits' : 'TOO MUCH'}`);
}

const { wasm, js, css } = downloads();
check('first load, program (wasm + js), brotli', wasm.brotli + js.brotli);
check('first load, style sheet, brotli', css.brotli);

const folder = temporaryFolder();
try {
  const service = await startService(folder, { env: { ARGON2_MEMORY_KIB: '64' } });
  const visitor = await signIn(service);
  for (const page of pages(visitor)) {
    check(`${page.name}, html, brotli`, size(await html(service, page)).brotli);
  }
  await service.stop();
  for (const { name, path, cookie } of pages(visitor)) {
    const env = { ARGON2_MEMORY_KIB: '64', TOKIO_WORKER_THREADS: '1' };
    check(`${name}, instructions`, await instructions((under) => startService(folder, { under, env }), path, cookie));
  }
} finally {
  remove(folder);
}
process.exit(overdrawn ? 1 : 0);
