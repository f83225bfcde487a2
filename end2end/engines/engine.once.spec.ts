import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { By } from 'selenium-webdriver';

import { inaya } from '../support/people.ts';
import { site } from '../support/program.ts';
import { isMenuOpen, menu, signIn } from './inaya.ts';
import { Line } from './line.ts';
import { Key } from './tab.ts';
import { expect, test } from './test.ts';
import { visit } from './visit.ts';

const font = '/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2';

test('program and font are fetched once, and not again when the browser is started again', async ({ driver, server, folder }) => {
  const { script, code } = JSON.parse(readFileSync(join(site, 'pkg/files.json'), 'utf8')) as Record<string, string>;
  const kept = [script!, code!, font];
  const line = await Line.to(server.origin);
  const page = `${line.origin}/connexion`;

  await visit(driver, folder, page, kept);
  const first = line.fetched.splice(0);
  for (const file of kept) expect(first.filter((address) => address === file), 'fetched at the first visit').toEqual([file]);

  await visit(driver, folder, page);
  expect(line.fetched, 'the page is fetched again').toContain('/connexion');
  for (const file of kept) expect(line.fetched, 'the rest is not').not.toContain(file);
  await line.close();
});

test('Tab goes from the button of the profile menu into it, and on out of it, which closes it', async ({ tab, demonstration }) => {
  // On a phone the panel ends with «Fermer».
  await tab.setWidth(360, 740);
  await signIn(tab, demonstration);
  // By its name in the button's middle: WebKit gives the focus to what is clicked.
  await tab.click('button', menu);
  await expect.poll(() => isMenuOpen(tab)).toBe(true);
  const stops = (await tab.driver.findElements(By.css('#menu-profil a, #menu-profil button'))).length;
  for (let stop = 1; stop <= stops; stop += 1) {
    await tab.press(Key.TAB);
    expect(await tab.hasFocusIn('#menu-profil'), `stop ${stop} of ${stops} in the panel`).toBe(true);
  }
  expect(await tab.focused(), 'the last one').toContain(' Fermer');
  await tab.press(Key.TAB);
  await expect.poll(() => isMenuOpen(tab), 'leaving it closes it').toBe(false);
  expect(await tab.hasFocusIn('a, button'), `the focus goes on, to ${await tab.focused()}`).toBe(true);
  expect(await tab.hasFocusIn('#menu-profil'), 'and out of the panel').toBe(false);
});

test('what was seen before signing out does not come back', async ({ tab, demonstration, server }) => {
  await signIn(tab, demonstration);
  await tab.click('button', menu);
  await tab.click('button', 'Se déconnecter');
  await tab.at(/^\/deconnecte$/, 'Votre session est fermée.');
  const mark = server.output().length;
  await tab.driver.navigate().back();
  // Firefox asks for the page; WebKit has kept it, hidden, and asks whether the session lasts.
  const asked = /"route":"(\/p\/\{profile\}\/accueil|\/session\/duree)"/;
  await expect.poll(() => server.output().slice(mark), 'the service is asked').toMatch(asked);
  await expect.poll(() => tab.driver.getCurrentUrl(), 'and closed').toMatch(/\/(connexion|deconnecte)\b/);
  expect(await tab.driver.getPageSource(), 'nobody is shown').not.toContain('Inaya');
});

test('nothing is wider than a phone of 360 px whose scrollbar takes 12', async ({ tab, demonstration }) => {
  await tab.open('/');
  await tab.setWidth(360, 740);
  const scrollbar = await tab.driver.executeScript<number>('return innerWidth - document.documentElement.clientWidth');
  await tab.setWidth(348 + scrollbar, 740);
  const expectToFit = async (page: string) => {
    await expect.poll(() => tab.driver.executeScript('return document.fonts.status'), 'fonts are there').toBe('loaded');
    const wider = await tab.driver.executeScript<string[]>(WIDER);
    expect(wider, `on ${page}`).toEqual([]);
  };
  for (const path of ['/', '/connexion', '/activer', '/activer/identite/naissance']) {
    await tab.open(path);
    await expectToFit(path);
  }
  await signIn(tab, demonstration);
  await expectToFit(`the home of ${inaya.full}`);
  await tab.click('button', menu);
  await expectToFit('the profile menu');
  await tab.click('link', 'Paramètres');
  await tab.at(/\/parametres$/, 'Paramètres de Inaya');
  await expectToFit('the settings');
});

/**
 * What is seen beyond the window's right edge, scrollbar excluded; of the header, beyond a gutter like the one on its left. And
 * whether the number for help is on two lines.
 */
const WIDER = `
  const { clientWidth, scrollWidth } = document.documentElement;
  const gutter = document.querySelector('.site-header a').getBoundingClientRect().left;
  const beyond = [...document.body.querySelectorAll('*')].filter((element) => {
    const { right, width } = element.getBoundingClientRect();
    const ofHeader = element.matches('.site-header :is(a, button, p)') && !element.closest('#menu-profil');
    return width > 0 && right > clientWidth - (ofHeader ? gutter : 0) + 0.5 && element.checkVisibility();
  });
  const found = beyond.map((element) => element.outerHTML.slice(0, 120));
  if (scrollWidth > clientWidth) found.unshift(scrollWidth + ' px of ' + clientWidth);
  const help = document.createRange();
  help.selectNodeContents(document.querySelector('.site-header__help') ?? document.head);
  const { height } = help.getBoundingClientRect();
  if (height > 40) found.push('the number for help is ' + height + ' px high');
  return found;`;
