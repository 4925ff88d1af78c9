import { expect, it } from 'vitest'
import { shapeOf } from '../../ui/marks/icon-paths.ts'
import '../../ui/marks/add-page-icons.ts'
import { settingsGroups } from './settings-links.ts'

it('every page of the settings has its own icon', () => {
  const links = settingsGroups.flatMap((group) => group.links)
  const paths = links.map(({ icon }) => (typeof icon === 'string' ? shapeOf(icon).path : icon.path))
  expect(new Set(paths).size).toBe(links.length)
  expect(paths).not.toContain('')
})
