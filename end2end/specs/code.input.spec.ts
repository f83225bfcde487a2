import { inaya, leo } from '../support/people.ts';
import { otherThan } from '../support/demonstration.ts';
import type { Demonstration } from '../support/demonstration.ts';
import { carried } from '../support/forms.ts';
import type { Visitor } from '../pages/visitor.ts';
import { expect, test } from '../support/test.ts';
import { words } from '../support/text.ts';

const left = (tries: number) => `Ce code ne correspond pas. Il reste ${tries} ${tries > 1 ? 'essais' : 'essai'}.`;

/** Up to the page that asks for the code; the code that was sent. */
async function codeSent(visitor: Visitor, demonstration: Demonstration): Promise<string> {
  await visitor.open('/connexion');
  await visitor.giveCredentials(inaya);
  await visitor.chooseChannel('email');
  return demonstration.nextCode();
}

async function expectRefused(visitor: Visitor, message: string): Promise<void> {
  await visitor.codePage.errors.expectMessages(message);
  await expect(visitor.page).toHaveTitle(words('Erreur : Je saisis mon code à usage unique – Mon espace santé'));
  // The summary's link may have left its mark.
  await expect(visitor.page).toHaveURL(/\/connexion\/code(#code)?$/);
  await expect(visitor.codePage.code.input).toHaveValue('');
}

for (const [name, typed, message] of [
  ['nothing', '', 'Indiquez le code à 6 chiffres.'],
  ['only spaces', '   ', 'Indiquez le code à 6 chiffres.'],
  ['too few digits', '12345', 'Le code comporte 6 chiffres.'],
  ['too many digits', '1234567', 'Le code comporte 6 chiffres.'],
  ['letters', 'abcdef', 'Le code comporte 6 chiffres.'],
  ['digits of another script', '１２３４５６', 'Le code comporte 6 chiffres.'],
  ['a control character', '123\u0007456', 'Le code comporte 6 chiffres.'],
  ['HTML', '<b>123456</b>', 'Le code comporte 6 chiffres.'],
] as const) {
  test(`a code made of ${name} is refused beside the field and costs no try`, async ({ visitor, demonstration }) => {
    const code = await codeSent(visitor, demonstration);
    await visitor.giveCode(typed);
    await expectRefused(visitor, message);
    await visitor.codePage.code.expectError(message);
    await visitor.giveCode(otherThan(code));
    await expectRefused(visitor, left(4));
  });
}

test('a code is read as people paste it', async ({ visitor, demonstration }) => {
  const code = await codeSent(visitor, demonstration);
  await visitor.giveCode(` ${code.slice(0, 3)} ${code.slice(3)} `);
  await visitor.expectHome(inaya);
});

test('five wrong codes lead back to the password', async ({ visitor, demonstration }) => {
  const code = await codeSent(visitor, demonstration);
  for (const tries of [4, 3, 2, 1]) {
    await visitor.giveCode(otherThan(code, tries));
    await expectRefused(visitor, left(tries));
  }
  await visitor.giveCode(otherThan(code, 5));
  await expect(visitor.page).toHaveURL(visitor.signInPage.path);
  await expect(visitor.heading('Se connecter')).toBeVisible();
  const message = 'Trop de codes incorrects. Recommencez avec votre identifiant et votre mot de passe.';
  await expect(visitor.signInPage.errors.link(message)).toBeVisible();
  await test.step('the right code comes too late, and the step is closed', async () => {
    await visitor.page.goto(visitor.codePage.path);
    await expect(visitor.page).toHaveURL(visitor.signInPage.path);
  });
  await test.step('after a wait the password opens a new sign-in', async () => {
    await demonstration.advance({ minutes: 1 });
    await visitor.signIn(inaya);
  });
});

test('an expired code is refused, and a new one is on its way', async ({ visitor, demonstration }) => {
  const old = await codeSent(visitor, demonstration);
  await demonstration.advance({ minutes: 11 });
  await visitor.giveCode(old);
  await expectRefused(visitor, "Ce code a expiré. Nous venons d'en envoyer un nouveau.");
  await visitor.giveCode(await demonstration.nextCode());
  await visitor.expectHome(inaya);
});

test('a used code opens no second session', async ({ visitor, somebodyElse, demonstration }) => {
  const code = await codeSent(visitor, demonstration);
  const late = await visitor.newTab();
  await late.open(late.codePage.path);
  await late.codePage.fill(code);
  await visitor.giveCode(code);
  await visitor.expectHome(inaya);

  await test.step('in a tab that still asks for it', async () => {
    await late.codePage.submit();
    await expect(late.page, 'home, or the beginning').not.toHaveURL(/\/connexion\/code$/);
    await expect(late.page.getByRole('heading', { level: 1 })).toBeVisible();
    await visitor.reload();
    await visitor.header.expectProfile('Inaya Michel');
  });

  await test.step('nor in a sign-in of its own', async () => {
    const thief = await somebodyElse();
    const fresh = await codeSent(thief, demonstration);
    test.skip(fresh === code, 'one time in a million the new code is the old one');
    await thief.giveCode(code);
    await expectRefused(thief, left(4));
  });
});

test("somebody else's code is wrong", async ({ visitor, somebodyElse, demonstration }) => {
  const mine = await codeSent(visitor, demonstration);
  const other = await somebodyElse();
  await other.open('/connexion');
  await other.giveCredentials(leo);
  const his = await demonstration.nextCode();
  test.skip(his === mine, 'one time in a million both codes are the same');
  await other.giveCode(mine);
  await expectRefused(other, left(4));
  await visitor.giveCode(his);
  await expectRefused(visitor, left(4));
});

test('another code can be asked for after half a minute; it gives no new tries', async ({ visitor, demonstration }) => {
  const first = await codeSent(visitor, demonstration);

  await test.step('not at once', async () => {
    await expect(visitor.page.getByText(words('Vous pouvez demander un autre code 30 secondes après le précédent.'))).toBeVisible();
    await visitor.giveCode(otherThan(first));
    await expectRefused(visitor, left(4));
    await visitor.codePage.again.click();
    await expect(visitor.page).toHaveURL(/\/connexion\/code$/);
    await expect(visitor.codePage.code.input).toBeVisible();
  });

  await test.step('then', async () => {
    await demonstration.advance({ minutes: 1 });
    await visitor.reload();
    await visitor.codePage.again.click();
    await expect(visitor.page.getByText(words("Un nouveau code vous a été envoyé. L'ancien n'est plus valable."))).toBeVisible();
    const second = await demonstration.nextCode();
    expect(await demonstration.messages(), 'only the second demand was heard').toHaveLength(2);
    await visitor.giveCode(otherThan(second, 2) === first ? otherThan(second, 3) : otherThan(second, 2));
    await expectRefused(visitor, left(3));
    if (first !== second) {
      await visitor.giveCode(first);
      await expectRefused(visitor, left(2));
    }
    await visitor.giveCode(second);
    await visitor.expectHome(inaya);
  });
});

test('the way can still be changed', async ({ visitor, demonstration }) => {
  await codeSent(visitor, demonstration);
  await demonstration.advance({ minutes: 1 });
  await visitor.codePage.otherChannel.click();
  await expect(visitor.page).toHaveURL(visitor.channelPage.path);
  await visitor.hydrated();
  await visitor.chooseChannel('sms');
  const message = await demonstration.nextMessage();
  expect(message.channel).toBe('sms');
  await visitor.giveCode(message.code!);
  await visitor.expectHome(inaya);
});

test('a step ahead of its time leads back to the first', async ({ visitor }) => {
  for (const path of [visitor.channelPage.path, visitor.codePage.path]) {
    await visitor.page.goto(path);
    await expect(visitor.page).toHaveURL(visitor.signInPage.path);
    await visitor.hydrated();
    await expect(visitor.heading('Se connecter')).toBeVisible();
  }
});

test('a double click asks for one code only', async ({ visitor, demonstration }) => {
  await visitor.open('/connexion');
  await visitor.giveCredentials(inaya);
  await visitor.channelPage.choose('email');
  await visitor.channelPage.button.dblclick();
  await expect(visitor.page).toHaveURL(visitor.codePage.path);
  const code = await demonstration.nextCode();
  expect(await demonstration.messages()).toHaveLength(1);
  await visitor.giveCode(code);
  await visitor.expectHome(inaya);
});

test('two submits of one code at once open one session', async ({ visitor, demonstration }) => {
  const code = await codeSent(visitor, demonstration);
  const origin = new URL(visitor.page.url()).origin;
  const compte = carried(await (await visitor.context.request.get('/connexion/code')).text(), 'compte');
  const post = () =>
    visitor.context.request.post('/api/connexion/code', {
      form: { code, compte },
      headers: { Origin: origin, Accept: 'text/html' },
      maxRedirects: 0,
    });
  const answers = await Promise.all([post(), post(), post()]);
  const home = answers.filter((answer) => /\/p\/[0-9a-f]{32}\/accueil$/.test(answer.headers()['location'] ?? ''));
  for (const answer of answers) expect(answer.status()).toBe(302);
  expect(home.length, 'answers that lead home').toBeGreaterThanOrEqual(1);
  const opened = answers.filter((answer) => /session=[^;]{20,}/i.test(answer.headers()['set-cookie'] ?? ''));
  expect(opened.length, 'answers that open a session').toBe(1);
});
