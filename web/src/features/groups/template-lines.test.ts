import { initialGroupRules } from '@desk/shared/groups/group-rules'
import { expect, it } from 'vitest'
import { formatTemplates, parseTemplates } from './template-lines.ts'

const labels = { withExpiry: '写', withoutExpiry: '不写' }
const known = initialGroupRules.templates

it('parseTemplates restores the templates that formatTemplates printed', () => {
  expect(parseTemplates(formatTemplates(known, labels), known, labels)).toEqual({ templates: known })
})

it('parseTemplates adds a new kind and keeps the ids of known kinds', () => {
  const parsed = parseTemplates('专项，4，写，limin\n巡检,2,不写', known, labels)
  expect(parsed).toMatchObject({
    templates: [
      { id: 'special', kind: '专项', months: 4, saysUntil: true, deputyId: 'limin' },
      { kind: '巡检', months: 2, saysUntil: false, deputyId: '' },
    ],
  })
})

it('parseTemplates gives a new kind an id that no other template has', () => {
  const [project, special] = known
  const earlier = [project!, special!, { ...special!, name: '巡检', kind: '巡检', id: 'kind43' }]
  const parsed = parseTemplates('项目，6，写\n专项，3，写\n巡检，2，写\n会务，2，写\n展会，2，写', earlier, labels)
  const ids = 'templates' in parsed ? parsed.templates.map(({ id }) => id) : []
  expect([ids.slice(0, 3), new Set(ids).size]).toEqual([['project', 'special', 'kind43'], 5])
})

it('parseTemplates gives different ids to two known kinds that were stored with one id', () => {
  const [project, special] = known
  const parsed = parseTemplates('项目，6，写\n专项，3，写', [project!, { ...special!, id: 'project' }], labels)
  const ids = 'templates' in parsed ? parsed.templates.map(({ id }) => id) : []
  expect([ids[0], new Set(ids).size]).toEqual(['project', 2])
})

it.each([
  ['', null],
  ['\n  \n', null],
  ['专项', 1],
  ['专项，3\n项目，x', 2],
  ['专项，30，写', 1],
  ['专项，3\n专项，4', 2],
])('parseTemplates(%j) reports line %s as invalid', (text, invalidLine) => {
  expect(parseTemplates(text, known, labels)).toEqual({ invalidLine })
})
