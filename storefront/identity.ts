import { get, remove, set } from './storage';

const cookie = (): string | undefined => /(?:^|; )cw_aid=([\w-]+)/.exec(document.cookie)?.[1];

function writeCookie(id: string, seconds: number): void {
  document.cookie = `cw_aid=${id}; path=/; max-age=${seconds}; SameSite=Lax${location.protocol === 'https:' ? '; Secure' : ''}`;
}

/** 128 random bits as text. crypto.randomUUID is missing on pages without TLS, so the raw numbers are used. */
export function random(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((n) => n.toString(36).padStart(7, '0')).join('');
}

/**
 * The visitor's id: from local storage, else from the first-party cookie (one of them may have been cleared), else new.
 * Read each time, so that two tabs that start together agree on the one written last. With neither of them allowed it
 * lives as long as the page.
 */
export function anonymousId(): string {
  const stored = get('localStorage', 'cw_aid');
  const id = stored || cookie() || random();
  if (id !== stored) set('localStorage', 'cw_aid', id);
  if (cookie() !== id) writeCookie(id, 31_536_000); // a year; browsers shorten it as they see fit
  return id;
}

/** Forgets who this is, for a shop's log-out on a shared device. The next event starts a new visitor. */
export function forget(): void {
  for (const key of ['cw_aid', 'cw_uid', 'cw_ref', 'cw_cart']) remove('localStorage', key);
  for (const key of ['cw_typed', 'cw_back']) remove('sessionStorage', key);
  writeCookie('', 0);
}
