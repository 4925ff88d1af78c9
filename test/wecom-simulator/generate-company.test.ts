import { describe, expect, it } from 'vitest'
import { realisticCompany } from './generate-company.ts'
import { directoryOf } from './company.ts'
import { departmentsOf, levelOf, membersIn, membersOf, subtreeOf } from './directory.ts'

describe('realisticCompany', () => {
  it.each([1, 40, 5000, 30_000])(
    'realisticCompany with %i members is one tree of at most 15 levels, without empty departments',
    (size) => {
      const directory = directoryOf(realisticCompany(size))
      const departments = departmentsOf(directory)
      expect(membersOf(directory)).toHaveLength(size)
      expect(subtreeOf(directory, 1).size).toBe(departments.length)
      const levels = departments.map(({ id }) => levelOf(directory, id))
      expect(levels.reduce((max, level) => Math.max(max, level), 0)).toBe(size < 1000 ? 1 : 15)
      expect(departments.every(({ id }) => membersIn(directory, id).length > 0)).toBe(true)
    },
  )

  it('realisticCompany is the same for the same seed and differs for another', () => {
    const first = [...realisticCompany(500, 7).members]
    expect([...realisticCompany(500, 7).members]).toEqual(first)
    expect([...realisticCompany(500, 8).members]).not.toEqual(first)
  })

  it('realisticCompany has disabled and not activated members, rare characters and second departments', () => {
    const members = membersOf(directoryOf(realisticCompany(20_000)))
    expect(members.some(({ name }) => name.includes('𠮷'))).toBe(true)
    expect(members.some(({ enable }) => enable === 0)).toBe(true)
    expect(members.some(({ activated }) => !activated)).toBe(true)
    expect(members.some(({ department }) => department.length === 2)).toBe(true)
  })

  it('realisticCompany has at most 30,000 departments', () => {
    expect(realisticCompany(2_000_000).departments).toHaveLength(30_000)
  })
})
