import { expect, it } from 'vitest'
import { servingCpuMs, signingCpuFigure } from './signing-cpu.ts'

it('the CPU time of a signature includes the server and the database that the bench started', () => {
  const measured = { server: process.pid, database: process.pid }
  expect(signingCpuFigure(0.612, measured, 0.8)).toEqual({
    what: 'CPU of one signature, server and database',
    value: 0.61,
    unit: 'ms',
    goal: 0.8,
  })
  // Both are this process, so the time counts twice. It is 0 where there is no `/proc`.
  const serverMs = servingCpuMs({ ...measured, database: null })
  expect(servingCpuMs(measured)).toBeGreaterThanOrEqual(1.5 * serverMs)
})

it('without the process of the database, the CPU time is named as that of the server alone, and has no goal', () => {
  const measured = { server: process.pid, database: null }
  expect(servingCpuMs(measured)).not.toBeNaN()
  expect(signingCpuFigure(0.612, measured, 0.8)).toEqual({
    what: 'CPU of one signature, server alone',
    value: 0.61,
    unit: 'ms',
  })
})
