import { expect, type APIRequestContext } from '@playwright/test';

export interface Message {
  readonly channel: 'email' | 'sms' | 'post';
  readonly sent_at: string;
  readonly to: string;
  readonly subject: string | null;
  readonly text: string;
}

/** The subject of the mails that tell people that they may enrol; those of the demonstration are there from the start. */
const INVITATION = 'Mon espace santé\u00a0: à vous de choisir';

/** What demonstration mode offers to tests: the messages that were sent, the clock, the reset. */
export class Demonstration {
  private read = 0;

  /** @param request sends the service's own origin along, and no cookie of any visitor. */
  constructor(private readonly request: APIRequestContext) {}

  /** Everything as it was at first: people, messages, clock; everybody is signed out. */
  async reset(): Promise<void> {
    await this.post('/api/demonstration/remise-a-zero');
    this.read = 0;
  }

  /** Sets the service's clock forward. */
  async advance({ minutes }: { minutes: number }): Promise<void> {
    await this.post('/api/demonstration/horloge', { minutes: String(minutes) });
  }

  /** The messages that were sent since the start, newest first. */
  async messages(): Promise<Message[]> {
    return (await this.all()).filter((message) => message.subject !== INVITATION);
  }

  /** The mails with provisional codes for those who have yet to enrol. */
  async invitations(): Promise<Message[]> {
    return (await this.all()).filter((message) => message.subject === INVITATION);
  }

  /** The provisional code in the newest mail that brings somebody one; an SMS names nobody. */
  async provisionalCode(name: string): Promise<string> {
    const start = `Code provisoire pour ${name}\u00a0:\n`;
    const mail = (await this.all()).find((message) => message.text.includes(start));
    const code = mail?.text.split(start)[1]?.split('\n')[0];
    expect(code, `the code of ${name}`).toBeTruthy();
    return code!;
  }

  private async all(): Promise<Message[]> {
    const answer = await this.request.get('/demonstration/messages.json');
    expect(answer, 'the messages of demonstration mode').toBeOK();
    return (await answer.json()) as Message[];
  }

  /** The oldest message that this test has not read yet; waits for it, as messages leave after the answer. */
  async nextMessage(): Promise<Message> {
    let messages: Message[] = [];
    await expect
      .poll(async () => (messages = await this.messages()).length, { message: 'a message is sent' })
      .toBeGreaterThan(this.read);
    this.read += 1;
    return messages[messages.length - this.read]!;
  }

  /** The code in the next message that brings one. */
  async nextCode(): Promise<string> {
    let message = await this.nextMessage();
    while (!CODE.test(message.text)) message = await this.nextMessage();
    return codeIn(message);
  }

  /** Where the link of a mail of that subject leads; waits for it, as it is sent when something is done. */
  async link(subject: string): Promise<string> {
    let path: string | undefined;
    await expect
      .poll(async () => {
        const mail = (await this.messages()).find((message) => message.subject === subject);
        path = mail && /https?:\/\/[^/\s]+(\/\S+)/.exec(mail.text)?.[1];
        return path;
      }, { message: `a mail «${subject}» with a link` })
      .toBeDefined();
    return path!;
  }

  private async post(path: string, form: Record<string, string> = {}): Promise<void> {
    const answer = await this.request.post(path, { form, maxRedirects: 0 });
    expect(answer.status(), `POST ${path}`).toBeLessThan(400);
  }
}

/** A one-time code in a text. */
const CODE = /(?<![0-9a-z])\d{6}(?![0-9a-z])/;

export function codeIn(message: Message): string {
  const code = CODE.exec(message.text)?.[0];
  expect(code, `a code of six digits in: ${message.text}`).toBeDefined();
  return code!;
}

/** A code that is not that one. */
export function otherThan(code: string, by = 1): string {
  return String((Number(code) + by) % 1_000_000).padStart(6, '0');
}
