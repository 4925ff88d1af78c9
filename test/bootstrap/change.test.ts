import { expect, it } from 'vitest'
import { inRoot } from '../../server/scripts/paths.mjs'
import { costLines, keptCosts } from './change.mjs'
import { countFigures } from './figures.mjs'

it('costLines shows costs beside those before, with the change in percent', () => {
  expect(costLines({ 'home, ms': 3.75, routes: 430, 'web, s': null }, { 'home, ms': 2.5, routes: 430 })).toEqual([
    '              before         now      change',
    'home, ms        2.50        3.75      50.0 %',
    'routes           430         430       0.0 %',
    'web, s             –           –            ',
  ])
})

it('the kept costs contain every figure that is counted', () => {
  const { version, costs } = keptCosts()
  expect(version).toMatch(/^\d+\.\d+\.\d+$/)
  expect(Object.keys(costs)).toEqual(expect.arrayContaining(Object.keys(countFigures(inRoot('.')))))
})
