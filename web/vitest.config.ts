import vue from '@vitejs/plugin-vue'
import { defineProject } from 'vitest/config'

export default defineProject({
  plugins: [vue()],
  test: {
    name: 'web',
    include: ['src/**/*.test.ts'],
    environment: 'happy-dom',
    // A test leaves the page as it found it, so files share a worker's modules: loading them anew takes three times as long.
    isolate: false,
    // On a busy machine.
    testTimeout: 30_000,
  },
})
