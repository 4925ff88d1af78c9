import { describe, expect, it } from 'vitest'
import readme from './README.md?raw'

const parts = Object.keys(import.meta.glob('./**/*.vue')).map((path) => path.slice(path.lastIndexOf('/') + 1))
const tests = Object.values(
  import.meta.glob<string>('./**/*.test.ts', { query: '?raw', import: 'default', eager: true }),
)

/** Base components, covered by the tests of the components that use them. */
const testedThroughOthers = ['FormField.vue']

describe('components of web/src/ui', () => {
  it.each(parts.filter((part) => !testedThroughOthers.includes(part)))('%s has a test', (part) => {
    expect(tests.some((text) => text.includes(`/${part}'`))).toBe(true)
  })

  it.each(parts)('%s has its row in README.md', (part) => {
    expect(readme).toMatch(new RegExp(`^\\| ${part.slice(0, -4)} +\\|`, 'm'))
  })
})
