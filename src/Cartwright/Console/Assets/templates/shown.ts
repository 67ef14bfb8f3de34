// Puts a mail into the frame it is looked at in. The frame is the server's page: no script runs in it, and its policy stays whatever is written into it.

const DESK = 640; // CSS pixels, as in template.css

export function frameShower(frame: HTMLIFrameElement | null): (html: string) => void {
  if (!frame) return () => undefined;
  // A desk's width is shown smaller where it does not fit.
  const place = frame.parentElement!;
  new ResizeObserver(() => place.style.setProperty('--fit', `${Math.min(1, place.clientWidth / DESK)}`)).observe(place);
  let waiting: string | null = null;
  let ready = frame.contentDocument?.readyState === 'complete' && frame.contentDocument.URL !== 'about:blank';
  frame.addEventListener('load', () => {
    ready = true;
    if (waiting !== null) write(waiting);
  });
  const write = (html: string) => {
    waiting = null;
    const page = frame.contentDocument!;
    // Parsed by the frame's own, under its policy: the page around it allows no styles in attributes.
    const { DOMParser: Parser } = frame.contentWindow as Window & typeof globalThis;
    const fresh = new Parser().parseFromString(html, 'text/html');
    const top = page.scrollingElement?.scrollTop ?? 0;
    for (const name of ['lang', 'dir']) page.documentElement.setAttribute(name, fresh.documentElement.getAttribute(name) ?? '');
    page.head.innerHTML = `<base target="_blank">${fresh.head.innerHTML}`; // links lead nowhere: they ask for a window, which a sandbox does not give
    for (const { name } of [...page.body.attributes]) page.body.removeAttribute(name);
    for (const { name, value } of fresh.body.attributes) page.body.setAttribute(name, value);
    page.body.innerHTML = fresh.body.innerHTML;
    if (page.scrollingElement) page.scrollingElement.scrollTop = top;
  };
  return (html) => (ready ? write(html) : void (waiting = html));
}
