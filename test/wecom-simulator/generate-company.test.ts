import { describe, expect, it } from 'vitest'
import { companyOf } from './generate-company.ts'
import { directoryOf } from './company.ts'
import { departmentsOf, levelOf, membersIn, membersOf, subtreeOf } from './directory.ts'

describe('a company of any size', () => {
  it.each([1, 40, 5000, 30_000])(
    'of %i people is whole: one tree, at most 15 levels, nobody without a seat',
    (size) => {
      const directory = directoryOf(companyOf(size))
      const departments = departmentsOf(directory)
      expect(membersOf(directory)).toHaveLength(size)
      expect(subtreeOf(directory, 1).size).toBe(departments.length)
      const levels = departments.map(({ id }) => levelOf(directory, id))
      expect(levels.reduce((most, level) => Math.max(most, level), 0)).toBe(size < 1000 ? 1 : 15)
      expect(departments.every(({ id }) => membersIn(directory, id).length > 0)).toBe(true)
    },
  )

  it('is the same for the same seed, and another for another', () => {
    const first = [...companyOf(500, 7).members]
    expect([...companyOf(500, 7).members]).toEqual(first)
    expect([...companyOf(500, 8).members]).not.toEqual(first)
  })

  it('has the awkward people too', () => {
    const members = membersOf(directoryOf(companyOf(20_000)))
    expect(members.some(({ name }) => name.includes('𠮷'))).toBe(true)
    expect(members.some(({ enable }) => enable === 0)).toBe(true)
    expect(members.some(({ activated }) => !activated)).toBe(true)
    expect(members.some(({ department }) => department.length === 2)).toBe(true)
  })

  it('never has more than 30,000 departments', () => {
    expect(companyOf(2_000_000).departments).toHaveLength(30_000)
  })
})
