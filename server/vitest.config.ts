import { defineProject } from 'vitest/config'

export default defineProject({
  test: {
    name: 'server',
    include: ['src/**/*.test.ts'],
    // Files in a worker share its database, so module state must survive from file to file.
    isolate: false,
    // The first test of a worker waits for PGlite to start.
    hookTimeout: 60_000,
    testTimeout: 30_000,
  },
})
