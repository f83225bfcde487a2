import { expect, request, type APIRequestContext, type APIResponse, type BrowserContext } from '@playwright/test';

export interface Message {
  readonly channel: 'email' | 'sms' | 'post';
  /** An instant in UTC: `2026-11-22T14:46:40Z`. */
  readonly sent_at: string;
  readonly to: string;
  /** An SMS has none. */
  readonly subject?: string;
  /** Six digits, or a provisional code: `H7UQ ZFKC J8KW`. */
  readonly code?: string;
  readonly text: string;
}

/** The subject of the mails that tell people that they may enrol; those of the demonstration are there from the start. */
const INVITATION = 'Mon espace santé\u00a0: à vous de choisir';

/** What demonstration mode offers to tests: the messages that were sent, the clock, the reset, a sign-in by one call. */
export class Demonstration {
  private read = 0;

  private constructor(
    /** The service's address, without a path. */
    readonly origin: string,
    /** Sends the service's own origin along, and no cookie of any visitor. */
    private readonly request: APIRequestContext,
  ) {}

  /** That of the service at an address. */
  static async at(origin: string): Promise<Demonstration> {
    return new Demonstration(origin, await request.newContext({ baseURL: origin, extraHTTPHeaders: { Origin: origin } }));
  }

  /** Lets go of what it holds. */
  async dispose(): Promise<void> {
    await this.request.dispose();
  }

  /** Everything as it was at first: people, messages, clock; everybody is signed out. */
  async reset(): Promise<void> {
    await this.post('/api/demonstration/remise-a-zero');
    this.read = 0;
  }

  /** Sets the service's clock forward; what time it is then for the service. */
  async advance({ minutes = 0, seconds = 0 }: { minutes?: number; seconds?: number }): Promise<Date> {
    const answer = await this.post('/api/demonstration/horloge', { minutes: String(minutes), seconds: String(seconds) });
    return new Date(((await answer.json()) as { now: string }).now);
  }

  /** What time it is for the service. */
  async now(): Promise<Date> {
    return this.advance({ seconds: 0 });
  }

  /** Signs somebody in, in that browser, without password and code; the path of their home page. */
  async signIn(context: BrowserContext, identifier: string): Promise<string> {
    const answer = await context.request.post(`${this.origin}/api/demonstration/connexion`, {
      form: { identifiant: identifier },
      headers: { Origin: this.origin },
      maxRedirects: 0,
    });
    expect(answer.status(), `${identifier} signs in: ${await answer.text()}`).toBe(303);
    return answer.headers()['location']!;
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
    const mail = (await this.all()).find((message) => message.text.includes(`Code provisoire pour ${name}\u00a0:\n`));
    expect(mail?.code, `the code of ${name}`).toBeTruthy();
    return mail!.code!;
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
    while (!message.code || !ONE_TIME_CODE.test(message.code)) message = await this.nextMessage();
    return message.code;
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

  private async post(path: string, form: Record<string, string> = {}): Promise<APIResponse> {
    const answer = await this.request.post(path, { form, maxRedirects: 0 });
    expect(answer.status(), `POST ${path}: ${await answer.text()}`).toBe(200);
    return answer;
  }
}

const ONE_TIME_CODE = /^\d{6}$/;

/** A code that is not that one. */
export function otherThan(code: string, by = 1): string {
  return String((Number(code) + by) % 1_000_000).padStart(6, '0');
}
