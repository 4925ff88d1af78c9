/**
 * Returns the pattern of the files that `npm run e2e -- NAME` runs: `NAME.spec.ts` and every `NAME-….spec.ts`. Playwright
 * compares it with their paths.
 * @param {string} name
 */
export const specPattern = (name) => `e2e/${name}(-[a-z]+)*\\.spec\\.ts$`
