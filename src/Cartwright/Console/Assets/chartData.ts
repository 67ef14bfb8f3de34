// The table behind a chart is its data: what is drawn is what can be read.

export interface Row {
  label: string;
  values: number[];
  texts: string[];
}

export interface ChartData {
  columns: string[];
  rows: Row[];
}

export function readTable(table: HTMLTableElement): ChartData {
  const columns = [...table.querySelectorAll('thead th')].slice(1).map(text);
  const rows = [...table.querySelectorAll('tbody tr')].map((row) => {
    const cells = [...row.querySelectorAll<HTMLTableCellElement>('td[data-v]')];
    return { label: text(row.querySelector('th')), values: cells.map((cell) => Number(cell.dataset.v)), texts: cells.map(text) };
  });
  return { columns, rows };
}

/** Figures at an axis: short, in the reader's language. Money comes in minor units with its number of digits. */
export function axisFormat(language: string, currency: string | undefined, digits: number): (value: number) => string {
  const options: Intl.NumberFormatOptions = { notation: 'compact', maximumFractionDigits: 1 };
  if (currency) Object.assign(options, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', minimumFractionDigits: 0 });
  const format = new Intl.NumberFormat(language, options);
  return (value) => format.format(currency ? value / 10 ** digits : value);
}

/** Where the axis of whole numbers ends: at least at 4, so that one cart is not drawn as a tower. */
export function least(values: number[], floor: number): number | undefined {
  return Math.max(0, ...values) < floor ? floor : undefined;
}

/** How far (px, down is more) labels at these heights have to move so that each has room of its own, in the order in which they lie. */
export function apart(heights: number[], room: number): number[] {
  const order = heights.map((_, i) => i).sort((a, b) => heights[a]! - heights[b]! || a - b);
  const placed = [...heights];
  for (let i = 1; i < order.length; i++) placed[order[i]!] = Math.max(placed[order[i]!]!, placed[order[i - 1]!]! + room);
  // Around where they were, not all below it; a lone label stays.
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && placed[order[to]!]! - placed[order[to - 1]!]! <= room) to++;
    const group = order.slice(from, to);
    const over = group.reduce((sum, i) => sum + placed[i]! - heights[i]!, 0) / group.length;
    for (const i of group) placed[i]! -= over;
    from = to;
  }
  return placed.map((y, i) => y - heights[i]!);
}

const text = (element: Element | null) => element?.textContent?.trim() ?? '';
