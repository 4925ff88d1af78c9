import { describe, expect, it } from 'vitest'
import promises from './README.md?raw'

const parts = Object.keys(import.meta.glob('./**/*.vue')).map((path) => path.slice(path.lastIndexOf('/') + 1))
const tests = Object.values(
  import.meta.glob<string>('./**/*.test.ts', { query: '?raw', import: 'default', eager: true }),
)

/** What others are made of, which are tested with all that it promises. */
const testedThroughOthers = ['FormField.vue']

describe('the building blocks', () => {
  it.each(parts.filter((part) => !testedThroughOthers.includes(part)))('%s has a test', (part) => {
    expect(tests.some((text) => text.includes(`/${part}'`))).toBe(true)
  })

  it.each(parts)('%s has its promise in README.md', (part) => {
    expect(promises).toMatch(new RegExp(`^\\| ${part.slice(0, -4)} +\\|`, 'm'))
  })
})
