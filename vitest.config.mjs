import { defineConfig } from 'vitest/config';

// Tests lie beside what they test; what a build copies is not tested twice.
export default defineConfig({
  test: {
    include: ['{src,storefront,templates,tests,tools}/**/*.test.{ts,mjs}'],
    exclude: ['**/{bin,obj,node_modules}/**'],
  },
});
