// Up and down (or k and j) walk through the rows of a list, / goes to the search.
const typing = (target: EventTarget | null) => target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;

export function walkRows(root: Document): void {
  root.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === '/') {
      const search = root.querySelector<HTMLInputElement>('[data-search]');
      if (!search) return;
      event.preventDefault();
      search.select();
      search.focus();
      return;
    }
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    const links = [...root.querySelectorAll<HTMLAnchorElement>('[data-rows] tbody a')];
    if (!step || links.length === 0) return;
    const at = links.indexOf(root.activeElement as HTMLAnchorElement);
    // Up from nowhere is scrolling, not walking.
    if (at < 0 && step < 0) return;
    const next = links[at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: 'nearest' });
  });
}
