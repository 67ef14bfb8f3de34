const said = new Set<string>();

/** One line in the console for each reason, never an exception: the shop must not notice us. */
export function warn(reason: unknown): void {
  const text = String(reason);
  if (!said.has(text)) {
    said.add(text);
    console.warn('cartwright:', text);
  }
}

/** Every way into the snippet (calls, listeners, timers, promises) goes through this, so that no error of ours gets out. */
export function guard<A extends unknown[]>(work: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      work(...args);
    } catch (error) {
      warn(error);
    }
  };
}

/** Listens to several events at once, in the capture phase: a shop that stops propagation does not hide them. */
export function on(target: EventTarget, names: string, work: (event: any) => void): void {
  const safe = guard(work);
  for (const name of names.split(' ')) target.addEventListener(name, safe, { capture: true, passive: true });
}

export const visible = (): boolean => document.visibilityState === 'visible';
