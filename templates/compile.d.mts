interface Mistake {
  line?: number;
  message: string;
  tagName: string;
}
export const options: { validationLevel: 'soft'; fonts: Record<string, string> };
export function mistakes(errors: Mistake[]): Mistake[];
export function tighten(html: string): string;
