/** What a form of a page carries along and does not show, under that name. */
export function carried(html: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
}
