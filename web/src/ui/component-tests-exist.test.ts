import { describe, expect, it } from 'vitest'
import readme from './README.md?raw'

const parts = Object.keys(import.meta.glob('./**/*.vue')).map((path) => path.slice(path.lastIndexOf('/') + 1))
const tests = Object.values(
  import.meta.glob<string>('./**/*.test.ts', { query: '?raw', import: 'default', eager: true }),
)

/** Base components, covered by the tests of the components that use them. */
const testedThroughOthers = ['FormField.vue']

const sources = new Map(
  Object.entries(import.meta.glob<string>('./**/*.vue', { query: '?raw', import: 'default', eager: true })).map(
    ([path, text]) => [path.slice(path.lastIndexOf('/') + 1), text],
  ),
)

/** Returns whether a component draws with Vant, itself or through another one. */
const usesVant = (part: string): boolean => {
  const text = sources.get(part) ?? ''
  const others = [...text.matchAll(/from '\.[^']*\/(\w+\.vue)'/g)].map(([, name = '']) => name)
  return text.includes("from 'vant/") || others.some(usesVant)
}

/** Own components without a counterpart in Vant. Any other own component says in README.md why it is not Vant's. */
const unknownToVant = [
  'AvatarMark.vue',
  'BulkBar.vue',
  'ChangedValue.vue',
  'ColumnPlot.vue',
  'DelegationBanner.vue',
  'DepartmentPath.vue',
  'FieldError.vue',
  'FullPageNotice.vue',
  'GroupNamePreview.vue',
  'IconTile.vue',
  'PlotTable.vue',
  'PrintFooter.vue',
  'StackedBar.vue',
  'StepPlot.vue',
  'TableHeading.vue',
  'TableSearch.vue',
]

describe('components of web/src/ui', () => {
  it.each(parts.filter((part) => !testedThroughOthers.includes(part)))('%s has a test', (part) => {
    expect(tests.some((text) => text.includes(`/${part}'`))).toBe(true)
  })

  it.each(parts)('%s has its row in README.md', (part) => {
    expect(readme).toMatch(new RegExp(`^\\| ${part.slice(0, -4)} +\\|`, 'm'))
  })

  it.each(parts.filter((part) => !usesVant(part) && !unknownToVant.includes(part)))(
    '%s, which Vant has too, says in README.md why it is an own one',
    (part) => {
      expect(readme).toMatch(new RegExp(`^\\| ${part.slice(0, -4)} +\\|.*own, because Vant[’']s`, 'm'))
    },
  )

  it('the list of components unknown to Vant names own components only', () => {
    expect(unknownToVant.filter((part) => !sources.has(part) || usesVant(part))).toEqual([])
  })
})
