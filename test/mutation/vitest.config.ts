import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Runs only the unit tests of rules, because tests with a database would take minutes per mutant. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['shared/src/**/*.test.ts', 'server/src/access/authorize.test.ts'],
    isolate: false,
  },
})
