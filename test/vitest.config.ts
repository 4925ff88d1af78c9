import { defineProject } from 'vitest/config'

export default defineProject({
  test: {
    name: 'test',
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', 'dist/**', 'e2e/**', 'built/**', 'drills/**', 'attacks/**'],
    // Files close what they open, so that they share a worker: starting one takes longer than most of them.
    isolate: false,
    testTimeout: 120_000,
  },
})
