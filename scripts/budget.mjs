#!/usr/bin/env node
// Checks what was built against its budgets: bytes that the browser downloads, bytes of pages, instructions of the server
// for a request. All three repeat exactly, whatever else the machine does. A budget is only ever tightened; loosening
// one needs a written reason in the commit.
import { downloads, html, instructions, pages, remove, signIn, startService, temporaryFolder } from './service.mjs';

const budgets = {
  'entry page, program (wasm + js), brotli': 219_000,
  'page of enrolment, program, brotli': 260_000,
  'page of profiles, program, brotli': 250_000,
  'page of settings, program, brotli': 250_000,
  'page of sharing_and_closure, program, brotli': 250_000,
  'page of health_record, program, brotli': 250_000,
  'part of enrolment, brotli': 32_000,
  'part of profiles, brotli': 14_000,
  'part of settings, brotli': 19_500,
  'part of sharing_and_closure, brotli': 16_000,
  'part of health_record, brotli': 12_000,
  'style sheet, brotli': 15_000,
  'sign-in, html as sent': 9_000,
  'wizard, html as sent': 9_000,
  'home, html as sent': 9_000,
  'settings, html as sent': 9_000,
  'history, html as sent': 9_000,
  'sign-in, instructions': 725_000,
  'wizard, instructions': 1_170_000,
  'home, instructions': 1_700_000,
  'settings, instructions': 1_390_000,
  'history, instructions': 2_010_000,
};

let overdrawn = 0;
function check(what, measured) {
  const budget = budgets[what];
  if (budget === undefined) throw new Error(`there is no budget for «${what}»`);
  const fits = measured <= budget;
  if (!fits) overdrawn += 1;
  const figures = `${measured.toLocaleString('en')} of ${budget.toLocaleString('en')}`;
  console.log(`budget: ${what}: ${figures}: ${fits ? 'fits' : 'TOO MUCH'}`);
}

const { wasm, js, css, areas } = downloads();
const entry = wasm.brotli + js.brotli;
check('entry page, program (wasm + js), brotli', entry);
for (const [area, files] of Object.entries(areas)) {
  const sum = files.reduce((bytes, file) => bytes + file.brotli, 0);
  check(`page of ${area}, program, brotli`, entry + sum);
  // The last file is the area's own; the others hold what several areas share.
  check(`part of ${area}, brotli`, files.at(-1).brotli);
}
check('style sheet, brotli', css.brotli);

const folder = temporaryFolder();
try {
  const service = await startService(folder, { env: { ARGON2_MEMORY_KIB: '64' } });
  const visitor = await signIn(service);
  for (const page of pages(visitor)) {
    check(`${page.name}, html as sent`, (await html(service, page)).sent);
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
