// The shop's side of the storefront snippet: calls made before it has loaded wait in its queue, as in any shop.
type Tracker = ((...args: unknown[]) => void) & { q?: unknown[] };
declare global {
  interface Window { cartwright: Tracker }
}

window.cartwright ??= function (...args: unknown[]) {
  (window.cartwright.q ??= []).push(args);
};

export const cartwright = (...args: unknown[]): void => window.cartwright(...args);

/** Who this is, for the shop's back end; unknown when the snippet is blocked or slow. */
export function identity(): Promise<{ anonymousId?: string; ref?: string | null }> {
  return Promise.race([
    new Promise<{ anonymousId: string; ref: string | null }>((found) => cartwright('identity', found)),
    new Promise<{}>((nobody) => setTimeout(() => nobody({}), 1000)),
  ]);
}
