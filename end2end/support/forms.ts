import { expect, type APIRequestContext, type APIResponse } from '@playwright/test';

/**
 * Posts the form of a page that has these fields, as a browser without a program would: hidden fields go along. Does not follow
 * where the answer leads.
 */
export async function post(request: APIRequestContext, page: APIResponse, typed: Record<string, string>): Promise<APIResponse> {
  const html = await page.text();
  const form = [...html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/g)]
    .map(([text]) => text)
    .find((text) => Object.keys(typed).every((name) => text.includes(`name="${name}"`)));
  expect(form, `a form with ${Object.keys(typed).join(', ')} on ${page.url()}`).toBeDefined();
  const hidden = [...form!.matchAll(/<input\b[^>]*type="hidden"[^>]*>/g)].map(([input]) => [attribute(input, 'name'), attribute(input, 'value')]);
  const origin = new URL(page.url()).origin;
  const answer = await request.post(new URL(attribute(form!, 'action'), page.url()).href, {
    form: { ...Object.fromEntries(hidden), ...typed },
    headers: { Accept: 'text/html', Origin: origin },
    maxRedirects: 0,
  });
  expect(answer.status(), `POST ${answer.url()}`).toBe(302);
  return answer;
}

/** The page that an answer leads to. */
export function target(answer: APIResponse): string {
  return new URL(answer.headers()['location']!, answer.url()).href;
}

function attribute(element: string, name: string): string {
  return (new RegExp(`\\s${name}="([^"]*)"`).exec(element)?.[1] ?? '').replaceAll('&amp;', '&').replaceAll('&quot;', '"');
}

/** What a form of a page carries along and does not show, under that name. */
export function carried(html: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
}
