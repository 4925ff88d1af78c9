import { defineConfig } from 'vite'

/** The verifier of evidence as one file without packages, for people who have no installation: `node verify.mjs FILE.zip`. */
export default defineConfig({
  ssr: { noExternal: true },
  build: {
    ssr: 'src/cli/verify-file.ts',
    target: 'node20',
    minify: false,
    emptyOutDir: false,
    rolldownOptions: { output: { entryFileNames: 'verify.mjs', codeSplitting: false } },
  },
})
