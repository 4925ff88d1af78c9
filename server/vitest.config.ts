import { defineProject } from 'vitest/config'

export default defineProject({
  test: {
    name: 'server',
    include: ['src/**/*.test.ts'],
    // Files in a worker share its database, so module state must survive from file to file.
    isolate: false,
    // Tests create much that is garbage at once: with the usual 16 MB for young objects, too much of it is copied.
    execArgv: ['--max-semi-space-size=64'],
    // Ends only what hangs: on a busy machine everything takes ten times as long, and the first test of a worker also waits
    // for its database.
    hookTimeout: 240_000,
    testTimeout: 120_000,
  },
})
