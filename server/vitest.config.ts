import { defineProject } from 'vitest/config'

export default defineProject({
  test: {
    name: 'server',
    include: ['src/**/*.test.ts'],
    // Files in a worker share its database, so module state must survive from file to file.
    isolate: false,
    // Ends what hangs, and nothing that is slow: on a busy machine all takes ten times as long. The first test of a worker
    // waits for its database besides.
    hookTimeout: 240_000,
    testTimeout: 120_000,
  },
})
