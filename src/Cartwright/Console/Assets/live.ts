// Parts of a page marked data-live="SECONDS" are fetched again while the page is seen, so that a new cart shows up by itself.
// What somebody is using is left alone: a part with the focus in a form, an open disclosure or a selection.

export function keepLive(root: Document): void {
  const parts = () => [...root.querySelectorAll<HTMLElement>('[data-live]:not([data-live=""])')].filter((part) => part.id);
  const seconds = Math.min(...parts().map((part) => Number(part.dataset.live)));
  if (!Number.isFinite(seconds)) return;
  let failures = 0;

  const again = () => setTimeout(look, seconds * 1000 * 2 ** Math.min(failures, 4));
  const look = async () => {
    if (!root.hidden) {
      try {
        const response = await fetch(location.href, { headers: { 'X-Live': '1' }, redirect: 'error' });
        if (!response.ok) throw new Error(`${response.status}`);
        const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
        for (const part of parts()) replace(part, fresh.getElementById(part.id));
        failures = 0;
      } catch {
        failures++; // signed out, restarting or offline: the page stays as it is and asks less often
      }
    }
    again();
  };
  again();
}

export function replace(part: HTMLElement, fresh: HTMLElement | null): boolean {
  if (!fresh || withoutTokens(part) === withoutTokens(fresh) || isUsed(part)) return false;
  const focused = part.contains(document.activeElement) ? document.activeElement?.id : null;
  part.className = fresh.className;
  part.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
  if (focused) document.getElementById(focused)?.focus();
  return true;
}

// The token of a form differs every time and says nothing new.
function withoutTokens(part: HTMLElement): string {
  return part.className + part.innerHTML.replace(/<input[^>]*name="form"[^>]*>/g, '');
}

function isUsed(part: HTMLElement): boolean {
  const active = document.activeElement;
  if (active && part.contains(active) && (!active.id || active.closest('form'))) return true;
  const selection = getSelection();
  if (selection && !selection.isCollapsed && selection.anchorNode && part.contains(selection.anchorNode)) return true;
  return part.querySelector('details[open]') !== null;
}
