import { defineConfig } from 'vite'

/** The simulated WeCom as one file without packages, for the release archive. */
export default defineConfig({
  ssr: { noExternal: true },
  build: {
    ssr: true,
    target: 'node20',
    minify: false,
    // The folder is new, and outside of this package.
    emptyOutDir: false,
    rolldownOptions: {
      input: { simulator: 'wecom-simulator/simulator.run.ts' },
      output: { entryFileNames: '[name].js', codeSplitting: false },
    },
  },
})
