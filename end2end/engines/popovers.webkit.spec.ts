import { containing } from '../support/text.ts';
import { isMenuOpen, signIn } from './inaya.ts';
import { expect, test } from './test.ts';

test('a browser without popovers gets to the profiles by a link', async ({ openTab, demonstration }) => {
  const tab = await openTab({ popovers: false });
  await signIn(tab, demonstration);
  expect(await isMenuOpen(tab), 'the panel does not lie open over the page').toBe(false);
  await tab.click('link', 'Changer de profil');
  await tab.at(/^\/profils$/, 'Profils');
  await tab.click('link', containing('Lola Michel'));
  await tab.at(/\/accueil$/, 'Profil de Lola');
});
