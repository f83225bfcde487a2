import { inaya, password } from '../support/people.ts';
import { expect, test } from '../support/test.ts';
import { words } from '../support/text.ts';

const missing = { identifier: 'Indiquez votre identifiant.', password: 'Indiquez votre mot de passe.' };
const alphabet =
  "L'identifiant ne comporte que des lettres sans accent, des chiffres, des points, des tirets et des tirets bas.";
const unusable = 'Ce mot de passe contient un caractère qui ne se tape pas au clavier. Saisissez-le à nouveau.';

interface Case {
  readonly name: string;
  readonly identifier: string;
  readonly password: string;
  /** What stands beside the identifier and beside the password. */
  readonly messages: { identifier?: string; password?: string };
}

const cases: readonly Case[] = [
  { name: 'nothing at all', identifier: '', password: '', messages: missing },
  { name: 'only spaces for an identifier', identifier: '   ', password, messages: { identifier: missing.identifier } },
  { name: 'no identifier', identifier: '', password, messages: { identifier: missing.identifier } },
  { name: 'no password', identifier: inaya.identifier, password: '', messages: { password: missing.password } },
  {
    name: 'an identifier too long',
    identifier: 'a'.repeat(101),
    password,
    messages: { identifier: "L'identifiant comporte 100 caractères au plus." },
  },
  { name: 'an identifier with a space', identifier: 'inaya michel', password, messages: { identifier: alphabet } },
  { name: 'an identifier with an accent', identifier: 'inaÿa.michel', password, messages: { identifier: alphabet } },
  { name: 'an identifier with a control character', identifier: 'inaya\u0007.michel', password, messages: { identifier: alphabet } },
  {
    name: 'an identifier made of HTML',
    identifier: '"><img src=x onerror=alert(1)>',
    password,
    messages: { identifier: alphabet },
  },
  {
    name: 'a password too long',
    identifier: inaya.identifier,
    password: 'x'.repeat(1025),
    messages: { password: 'Ce mot de passe est trop long. Saisissez-le à nouveau.' },
  },
  {
    name: 'a password with a control character',
    identifier: inaya.identifier,
    password: 'mot\u0007de-passe',
    messages: { password: unusable },
  },
  {
    name: 'both at fault',
    identifier: 'é',
    password: 'mot\u0000de-passe',
    messages: { identifier: alphabet, password: unusable },
  },
];

for (const { name, identifier, password: secret, messages } of cases) {
  test(`sign-in with ${name}: said beside the field, nothing lost, nothing in the address`, async ({ visitor }) => {
    const { page, signInPage } = visitor;
    await visitor.open(signInPage.path);
    await signInPage.fill(identifier, secret);
    await signInPage.submit();

    await signInPage.errors.expectMessages(...[messages.identifier, messages.password].filter((text) => text !== undefined));
    await visitor.expectPage({ heading: 'Se connecter', title: 'Erreur : Se connecter' });
    await expect(page).toHaveURL(/\/connexion$/);
    await (messages.identifier ? signInPage.identifier.expectError(messages.identifier) : signInPage.identifier.expectNoError());
    await (messages.password ? signInPage.password.expectError(messages.password) : signInPage.password.expectNoError());

    const kept = await signInPage.identifier.input.inputValue();
    expect(withoutControls(kept).trim()).toBe(withoutControls(identifier).trim());
    await expect(signInPage.password.input).toHaveValue('');
    await expect(page.locator('img[src=x]'), 'what was typed stays text').toHaveCount(0);

    await test.step('once it is mended, sign-in goes on; a page loaded anew has forgotten the fault', async () => {
      await visitor.giveCredentials(inaya);
      await visitor.open(signInPage.path);
      await expect(signInPage.errors.root).toHaveCount(0);
      await visitor.expectPage({ heading: 'Se connecter' });
    });
  });
}

for (const [name, identifier, secret] of [
  ['an unknown identifier', 'personne.inconnue', password],
  ['an identifier too short to be one', 'inaya', password],
  ['a wrong password', inaya.identifier, 'pas-le-bon-mot-de-passe'],
  ['a password in other capitals', inaya.identifier, password.toUpperCase()],
] as const) {
  test(`${name} gets the one answer that tells nothing`, async ({ visitor }) => {
    const { signInPage } = visitor;
    const message = 'Identifiant ou mot de passe incorrect.';
    await visitor.open(signInPage.path);
    await signInPage.fill(identifier, secret);
    await signInPage.submit();
    await signInPage.errors.expectMessages(message);
    await expect(visitor.page).toHaveURL(/\/connexion$/);
    await signInPage.identifier.expectError(message);
    await expect(signInPage.password.input).toHaveAttribute('aria-invalid', 'true');
    await expect(signInPage.identifier.input).toHaveValue(identifier);
    await expect(signInPage.password.input).toHaveValue('');
    await expect(visitor.page).toHaveTitle(words('Erreur : Se connecter – Mon espace santé'));
  });
}

test('an identifier is read in capitals and with spaces around it', async ({ visitor }) => {
  await visitor.open('/connexion');
  await visitor.signInPage.fill('  Inaya.Michel ', password);
  await visitor.signInPage.submit();
  await expect(visitor.page).toHaveURL(visitor.channelPage.path);
});

test('after five wrong passwords even the right one waits, and nothing says so', async ({ visitor, demonstration }) => {
  const { signInPage } = visitor;
  const message = 'Identifiant ou mot de passe incorrect.';
  await visitor.open(signInPage.path);
  for (let failure = 1; failure <= 5; failure += 1) {
    await signInPage.fill(inaya.identifier, `faux-${failure}`);
    await signInPage.submit();
    await signInPage.errors.expectMessages(message);
    await expect(signInPage.password.input).toHaveValue('');
  }
  await signInPage.fill(inaya.identifier, password);
  await signInPage.submit();
  await signInPage.errors.expectMessages(message);
  await expect(signInPage.password.input).toHaveValue('');
  await demonstration.advance({ minutes: 1 });
  await visitor.giveCredentials(inaya);
});

test('the way to receive the code must be chosen', async ({ visitor, demonstration }) => {
  const { channelPage } = visitor;
  const message = 'Choisissez comment recevoir votre code.';
  await visitor.open('/connexion');
  await visitor.giveCredentials(inaya);
  await channelPage.submit();
  await channelPage.errors.expectMessages(message);
  await expect(visitor.page).toHaveTitle(words("Erreur : Je choisis le mode de réception de mon code d'accès – Mon espace santé"));
  await expect(visitor.page).toHaveURL(channelPage.path);
  await expect(visitor.page.getByRole('group')).toHaveAccessibleDescription(words(`Erreur : ${message}`));
  await channelPage.errors.link(message).click();
  await expect(channelPage.email).toBeFocused();
  expect(await demonstration.messages()).toEqual([]);
  await visitor.chooseChannel('sms');
});

test('a return address never leads to another site', async ({ visitor, demonstration }) => {
  await visitor.open(`/connexion?retour=${encodeURIComponent('//evil.example/')}`);
  await visitor.giveCredentials(inaya);
  await visitor.chooseChannel('email');
  await visitor.giveCode(await demonstration.nextCode());
  await visitor.expectHome(inaya);
});

function withoutControls(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]/g, '');
}
