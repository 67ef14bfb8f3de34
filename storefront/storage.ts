// Web storage may be blocked (it throws on access) or full (it throws on write). What it does not take is kept in
// memory for the life of the page.
export type Area = 'localStorage' | 'sessionStorage';

const memory = new Map<string, string>();

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null; // blocked or full: the callers fall back to memory
  }
}

export function get(area: Area, key: string): string | null {
  return memory.get(key) ?? attempt(() => window[area].getItem(key));
}

export function set(area: Area, key: string, value: string): void {
  memory.delete(key);
  if (attempt(() => (window[area].setItem(key, value), true)) === null) memory.set(key, value);
}

export function remove(area: Area, key: string): void {
  memory.delete(key);
  attempt(() => window[area].removeItem(key));
}

export function keys(area: Area, prefix: string): string[] {
  const stored = attempt(() => Object.keys(window[area])) ?? [];
  return [...new Set([...stored, ...memory.keys()])].filter((key) => key.startsWith(prefix)).sort();
}

/** A JSON object kept under the key; an empty one when there is none or it is spoilt. */
export function getObject(area: Area, key: string): Record<string, any> {
  return attempt(() => JSON.parse(get(area, key)!)) ?? {};
}
