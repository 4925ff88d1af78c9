import { defineProject } from 'vitest/config'

export default defineProject({
  test: {
    name: 'test',
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', 'dist/**', 'e2e/**', 'built/**', 'drills/**', 'attacks/**'],
    // Files close what they open, so that they can share a worker: starting a worker takes longer than running most files.
    isolate: false,
    testTimeout: 120_000,
  },
})
