type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | undefined | ((event: any) => void)>;

/** An element with its attributes, listeners (onclick, …) and children. Text goes in as text, never as markup. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => !!child));
  return element;
}

export const $ = <E extends HTMLElement = HTMLElement>(id: string): E | null => document.getElementById(id) as E | null;

/** Says something above the page; polite, or at once when it is a failure. */
export function notice(lines: string[], failure = false): void {
  const box = $('notice')!;
  box.className = failure ? 'notice failure' : 'notice';
  box.setAttribute('role', failure ? 'alert' : 'status');
  box.replaceChildren(...lines.map((line) => h('p', {}, line)));
}

/** Keeps a notice for the next page of this visit. */
export function noticeNext(lines: string[], failure = false): void {
  sessionStorage.setItem('hf-notice', JSON.stringify({ lines, failure }));
}

export function showKeptNotice(): void {
  const kept = sessionStorage.getItem('hf-notice');
  if (!kept) return;
  sessionStorage.removeItem('hf-notice');
  const { lines, failure } = JSON.parse(kept);
  notice(lines, failure);
}
