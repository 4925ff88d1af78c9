import { type PageName, pageTable } from '@desk/shared/pages/page-table'
import { expect, it } from 'vitest'
import skeleton from '../ui/feedback/SkeletonRows.vue?raw'
import type { SkeletonLook } from '../ui/feedback/skeleton-look.ts'

const sources = import.meta.glob<string>('../features/**/pages/*Page.vue', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** Pages that are not lists. */
const looks: readonly (readonly [SkeletonLook, readonly PageName[]])[] = [
  ['text', ['policy', 'policy-text']],
  ['form', ['info-change', 'resubmission', 'group-create', 'group-resubmission']],
  ['form', ['lost-device', 'incident-report', 'closing-form', 'custody']],
  ['form', ['settings-on-call', 'settings-incidents', 'settings-groups', 'policy-edit']],
  ['detail', ['request', 'lost-case', 'group', 'me', 'receipt', 'policy-signed', 'incident']],
  ['detail', ['closing', 'joiner', 'partner', 'first-day']],
]
const rows = looks.flatMap(([look, pages]) => pages.map((page) => [page, look] as const))

it.each(rows)('page %s shows the %s skeleton while it loads, and that skeleton has a style', (page, look) => {
  const source = sources[`../features/${pageTable[page].file}.vue`] ?? ''
  const placeholders = source.match(/<(LoadState|SkeletonRows) [^>]*>/g) ?? []
  expect(placeholders.length).toBeGreaterThan(0)
  for (const placeholder of placeholders) expect(placeholder).toContain(`look="${look}"`)
  expect(skeleton).toContain(`.skeleton-${look} `)
})
