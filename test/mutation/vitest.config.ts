import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Unit tests of rules alone: whoever opens a database takes minutes for what a rule says in a millisecond. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['shared/src/**/*.test.ts', 'server/src/access/authorize.test.ts'],
    isolate: false,
  },
})
