import { build } from 'esbuild';
import { JSDOM } from 'jsdom';
import { vi } from 'vitest';
import { options } from '../assets.mjs';

const bundle = await build({ ...options, write: false });
export const code = bundle.outputFiles[0].text;

export type Sent = { url: string; body: any; init: any };
type Answer = { status: number; headers?: Record<string, string>; json?: unknown } | Error;

/** A browser with one shop's storage: pages opened from it share what they kept, like tabs or reloads do. */
export class Browser {
  sent: Sent[] = [];
  answer: (url: string, body: any) => Answer = () => ({ status: 200, json: { success: true } });
  blocked = false;
  online = true;
  private kept = { localStorage: {} as Record<string, string>, cookie: '' };
  private session: Record<string, string> = {};

  /** Opens a page with the snippet on it; `early` runs before it, like a shop's own script would. */
  open(html = '', { url = 'https://shop.test/cart', attributes = '', early = (_: any) => {}, session = true } = {}): Page {
    const dom = new JSDOM(
      `<!doctype html><title>Shop</title><body><script src="https://cw.test/cartwright.js" data-key="wk_1" ${attributes}></script>${html}`,
      { url, runScripts: 'outside-only', pretendToBeVisual: true },
    );
    const window = dom.window as any;
    // The page's clock is the test's clock, as long as the page lives.
    let alive = true;
    for (const name of ['clearTimeout', 'clearInterval', 'Date']) window[name] = (globalThis as any)[name];
    for (const name of ['setTimeout', 'setInterval'] as const)
      window[name] = (work: () => void, ms: number) => globalThis[name](() => alive && work(), ms);
    if (this.blocked) {
      for (const area of ['localStorage', 'sessionStorage'])
        Object.defineProperty(window, area, { get: () => { throw new window.DOMException('blocked', 'SecurityError'); } });
      Object.defineProperty(window.document, 'cookie', { get: () => '', set: () => {} });
    } else {
      for (const [key, value] of Object.entries(this.kept.localStorage)) window.localStorage.setItem(key, value);
      if (session) for (const [key, value] of Object.entries(this.session)) window.sessionStorage.setItem(key, value);
      if (this.kept.cookie) window.document.cookie = this.kept.cookie;
    }
    window.Request = Request;
    window.AbortSignal.timeout = () => undefined;
    window.fetch = (address: string, init: any) => this.receive(address, init);
    early(window);
    window.eval(code);
    return new Page(window, () => {
      alive = false;
      if (this.blocked) return;
      this.kept = { localStorage: { ...window.localStorage }, cookie: window.document.cookie };
      this.session = { ...window.sessionStorage };
    });
  }

  private async receive(url: string, init: any) {
    if (!this.online) throw new TypeError('Failed to fetch');
    const body = JSON.parse(init.body);
    this.sent.push({ url, body, init });
    const answer = this.answer(url, body);
    if (answer instanceof Error) throw answer;
    return new Response(JSON.stringify(answer.json ?? {}), { status: answer.status, headers: answer.headers });
  }

  get events(): any[] {
    return this.sent.filter((s) => s.url.endsWith('/v1/batch')).flatMap((s) => s.body.batch);
  }

  named(event: string): any[] {
    return this.events.filter((e) => e.event === event);
  }
}

export class Page {
  constructor(readonly window: any, private readonly keep: () => void) {}

  get cartwright() {
    return this.window.cartwright;
  }

  field(selector: string): any {
    return this.window.document.querySelector(selector);
  }

  type(selector: string, value: string) {
    this.field(selector).value = value;
    this.fire(selector, 'input');
  }

  tick(selector: string, on: boolean) {
    this.field(selector).checked = on;
    this.fire(selector, 'input');
    this.fire(selector, 'change');
  }

  fire(target: string | object, name: string, init: object = {}) {
    const element: any = typeof target === 'string' ? this.field(target) : target;
    element.dispatchEvent(Object.assign(new this.window.Event(name, { bubbles: true }), init));
  }

  show(state: 'visible' | 'hidden') {
    Object.defineProperty(this.window.document, 'visibilityState', { get: () => state, configurable: true });
    this.fire(this.window.document, 'visibilitychange');
  }

  leave() {
    this.fire(this.window, 'pagehide');
    this.keep();
  }
}

/** Lets timers up to `ms` fire and the answers of the server arrive. */
export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
