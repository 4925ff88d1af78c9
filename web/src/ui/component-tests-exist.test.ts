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

/** Own components without a counterpart in Vant. README.md says of every other own component why it is not Vant's. */
const unknownToVant = [
  'AvatarMark.vue',
  'BulkBar.vue',
  'ChangedValue.vue',
  'ColumnPlot.vue',
  'DelegationBanner.vue',
  'DepartmentPath.vue',
  'DotPlot.vue',
  'EquationLines.vue',
  'FieldError.vue',
  'FullPageNotice.vue',
  'GroupNamePreview.vue',
  'IconTile.vue',
  'MemberFaces.vue',
  'PaperText.vue',
  'PlotLegend.vue',
  'PlotTable.vue',
  'PrintFooter.vue',
  'SpanPlot.vue',
  'StackedBar.vue',
  'StepPlot.vue',
  'TableHeading.vue',
  'TableSearch.vue',
]

/** Components that draw with others of Vant, but not with the one that Vant has for the same purpose. */
const inPlaceOf: Readonly<Record<string, string>> = {
  'ConfirmSheet.vue': 'dialog',
  'CopyField.vue': 'field',
  'DateField.vue': 'date-picker',
  'DepartmentPicker.vue': 'cascader',
  'EmptyRows.vue': 'empty',
  'EmptyState.vue': 'empty',
  'FileButton.vue': 'uploader',
  'ListEnd.vue': 'list',
  'LoadError.vue': 'empty',
  'MemberPicker.vue': 'picker',
  'MemberSelect.vue': 'picker',
  'OfflineBanner.vue': 'notice-bar',
  'SelectField.vue': 'picker',
  'SheetOptions.vue': 'action-sheet',
}

/**
 * Returns whether a test mounts the component with the axe check after it: by `mountUi`, also as one of several, or by
 * a separate mount and `axeViolations`.
 */
function isCheckedByAxe(text: string, part: string): boolean {
  if (!text.includes(`/${part}'`)) return false
  const body = text.replace(/^import .*$/gm, '')
  const isMounted = new RegExp(`\\b${part.slice(0, -4)}\\b`).test(body)
  return isMounted && /\bmountUi\(|\baxeViolations\(/.test(body)
}

describe('components of web/src/ui', () => {
  it.each(parts.filter((part) => !testedThroughOthers.includes(part)))('%s has a test with an axe check', (part) => {
    expect(tests.some((text) => isCheckedByAxe(text, part))).toBe(true)
  })

  it('a test without axe, or that only imports a component, does not count', () => {
    const imported = "import A from './A.vue'\n"
    const mounted = ['mount(A)', 'mountUi(B)', 'mountUi(A)', 'mount(A); axeViolations(a)']
    expect(mounted.map((body) => isCheckedByAxe(imported + body, 'A.vue'))).toEqual([false, false, true, true])
  })

  it.each(parts)('%s has its row in README.md', (part) => {
    expect(readme).toMatch(new RegExp(`^\\| ${part.slice(0, -4)} +\\|`, 'm'))
  })

  const own = parts.filter((part) => !usesVant(part) && !unknownToVant.includes(part))
  it.each([...new Set([...own, ...Object.keys(inPlaceOf)])])(
    'README.md says why %s is not the component that Vant has for the purpose',
    (part) => {
      expect(readme).toMatch(new RegExp(`^\\| ${part.slice(0, -4)} +\\|.*own, because Vant[’']s`, 'm'))
    },
  )

  it.each(Object.entries(inPlaceOf))('%s does not draw with the %s of Vant', (part, counterpart) => {
    expect(sources.get(part)).not.toBeUndefined()
    expect(sources.get(part)).not.toContain(`'vant/es/${counterpart}'`)
  })

  it('the list of components unknown to Vant names own components only', () => {
    expect(unknownToVant.filter((part) => !sources.has(part) || usesVant(part))).toEqual([])
  })
})
