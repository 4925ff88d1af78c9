import { initialGroupRules } from '@desk/shared/groups/group-rules'
import { expect, it } from 'vitest'
import { linesOfTemplates, templatesOf } from './template-lines.ts'

const says = { says: '写', saysNot: '不写' }
const known = initialGroupRules.templates

it('what is shown is read back as it was', () => {
  expect(templatesOf(linesOfTemplates(known, says), known, says)).toEqual({ templates: known })
})

it('a new kind is added, and those that are there keep their ids', () => {
  const read = templatesOf('专项，4，写，limin\n巡检,2,不写', known, says)
  expect(read).toMatchObject({
    templates: [
      { id: 'special', kind: '专项', months: 4, saysUntil: true, deputyId: 'limin' },
      { kind: '巡检', months: 2, saysUntil: false, deputyId: '' },
    ],
  })
})

it.each([
  ['', 1],
  ['专项', 1],
  ['专项，3\n项目，x', 2],
  ['专项，30，写', 1],
  ['专项，3\n专项，4', 2],
])('%j is refused with its line', (text, badLine) => {
  expect(templatesOf(text, known, says)).toEqual({ badLine })
})
