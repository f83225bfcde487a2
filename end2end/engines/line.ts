import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A line to a service that notes what is fetched over it. Forms are refused over it, as it has another origin. */
export class Line {
  /** The addresses that were asked for, in that order. */
  readonly fetched: string[] = [];

  private constructor(
    private readonly listener: Server,
    readonly origin: string,
  ) {}

  static async to(service: string): Promise<Line> {
    const listener = createServer((asked, answer) => {
      line.fetched.push(asked.url!);
      const passed = request(service + asked.url, { method: asked.method, headers: asked.headers }, (given) => {
        answer.writeHead(given.statusCode!, given.rawHeaders);
        given.pipe(answer);
      });
      asked.pipe(passed);
    });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const line = new Line(listener, `http://127.0.0.1:${(listener.address() as AddressInfo).port}`);
    return line;
  }

  async close(): Promise<void> {
    this.listener.closeAllConnections();
    this.listener.close();
    await once(this.listener, 'close');
  }
}
