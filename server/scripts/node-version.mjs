/** First supported minor of each supported major; every major from 24 on is supported. Equals `engines` of package.json. */
const firstMinor = new Map([
  [20, 19],
  [22, 12],
])
const everyMajorFrom = 24

/**
 * Returns one sentence for an unsupported Node version, or null.
 * @param {string} version like `20.19.1`
 */
export function nodeVersionProblem(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const floor = firstMinor.get(major)
  if (major >= everyMajorFrom || (floor !== undefined && minor >= floor)) return null
  return `Node ${version} does not fit: install Node 24 LTS (20.19 and later, 22.12 and later also work).`
}
