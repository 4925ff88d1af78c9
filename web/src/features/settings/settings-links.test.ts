import { expect, it } from 'vitest'
import { shapeOf } from '../../ui/marks/icon-paths.ts'
import '../../ui/marks/add-page-icons.ts'
import { findSettings, settingsGroups } from './settings-links.ts'

it('every page of the settings has its own icon', () => {
  const links = settingsGroups.flatMap((group) => group.links)
  const paths = links.map(({ icon }) => (typeof icon === 'string' ? shapeOf(icon).path : icon.path))
  expect(new Set(paths).size).toBe(links.length)
  expect(paths).not.toContain('')
})

it('a setting is found by every word of a search, in any case', () => {
  const words = { outbox: 'Messages stuck', check: 'Trusted IP', texts: 'Messages wording' }
  const found = (query: string) =>
    findSettings(query, (name) => (name in words ? words[name as keyof typeof words] : '')).flatMap(({ links }) =>
      links.map(({ name }) => name),
    )
  expect(found('messages')).toEqual(['outbox', 'texts'])
  expect(found('STUCK messages')).toEqual(['outbox'])
  expect(found('trusted ip')).toEqual(['check'])
  expect(found('printer')).toEqual([])
  expect(found('')).toHaveLength(settingsGroups.flatMap(({ links }) => links).length)
})
