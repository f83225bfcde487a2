import { inaya } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

const outside = ['/', '/connexion', '/activer', '/opposition', '/code-provisoire', '/aide', '/cgu', '/opposition/verifier'];

test('a page looks the same before the whole style sheet is there', async ({ visitor, browser, baseURL }) => {
  // Twelve pages, twice each. Those that belong to no profile and have its menu take the whole sheet as it comes.
  test.slow();
  await visitor.signIn(inaya);
  const home = new URL(visitor.page.url()).pathname;
  const settings = home.replace('accueil', 'parametres');
  const inside = [home, settings, `${settings}/informations-personnelles`, `${settings}/historique`];
  const storageState = await visitor.context.storageState();

  /** The first window of a page, as somebody sees it who comes to it from elsewhere. */
  const look = async (path: string, signedIn: boolean, sheet: boolean) => {
    const context = await browser.newContext({ baseURL, javaScriptEnabled: false, ...(signedIn && { storageState }) });
    const page = await context.newPage();
    if (!sheet) await page.route('**/*.css', (route) => route.abort());
    const asked = page.waitForRequest('**/*.css');
    await page.goto(path);
    await asked;
    const picture = await page.screenshot();
    await context.close();
    return picture;
  };

  const pages = [...outside.map((path) => ({ path, signedIn: false })), ...inside.map((path) => ({ path, signedIn: true }))];
  for (const { path, signedIn } of pages) {
    const [first, whole] = [await look(path, signedIn, false), await look(path, signedIn, true)];
    expect.soft(first.equals(whole), path).toBe(true);
  }
});
