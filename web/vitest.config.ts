import vue from '@vitejs/plugin-vue'
import { defineProject } from 'vitest/config'
import { vant } from './vant-plugin.ts'

export default defineProject({
  plugins: [vant(), vue()],
  test: {
    name: 'web',
    include: ['src/**/*.test.ts'],
    environment: 'happy-dom',
    // A test leaves the page as it found it, so files share a worker's modules: loading them anew takes three times as long.
    isolate: false,
    // Vant goes through the plugin above, as in the builds.
    server: { deps: { inline: ['vant'] } },
    // On a busy machine.
    testTimeout: 120_000,
  },
})
