import { defineConfig } from 'vite'

/** Builds the simulated WeCom into one file that needs no packages, for the release archive. */
export default defineConfig({
  ssr: { noExternal: true },
  build: {
    ssr: true,
    target: 'node20',
    minify: false,
    // The folder is new, and outside this package.
    emptyOutDir: false,
    rolldownOptions: {
      input: { simulator: 'wecom-simulator/simulator.run.ts' },
      output: { entryFileNames: '[name].js', codeSplitting: false },
    },
  },
})
