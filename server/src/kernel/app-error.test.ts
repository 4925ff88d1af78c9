import { errorCodes } from '@desk/shared/errors'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { AppError, defineError, defineRefusals } from './app-error.ts'

const SERVER = join(import.meta.dirname, '..')
const ERROR_FILE = /(^kernel\/app-error|-errors)\.ts$/
const sources = readdirSync(SERVER, { recursive: true, encoding: 'utf8' }).filter((file) => /\.ts$/.test(file))

/** Returns the codes of all error classes that a file exports. */
async function codesIn(file: string): Promise<string[]> {
  const exported = Object.values((await import(join(SERVER, file))) as Record<string, unknown>)
  return exported.flatMap((value) =>
    typeof value === 'function' && Object.hasOwn(value, 'codes') ? (value as unknown as { codes: string[] }).codes : [],
  )
}

describe('error codes', () => {
  test('every error code of the contract has exactly one error class', async () => {
    expect(new Set(errorCodes).size).toBe(errorCodes.length)
    const defined = await Promise.all(sources.filter((file) => ERROR_FILE.test(file)).map(codesIn))
    expect(defined.flat().toSorted()).toEqual(errorCodes.toSorted())
  })

  test('error classes are defined only in error files, so that the test above finds them', () => {
    const definesErrors = (file: string) =>
      /\bdefine(Error|Refusals)\(|extends AppError\b/.test(readFileSync(join(SERVER, file), 'utf8'))
    expect(sources.filter((file) => !/(\.test|-errors|\/app-error)\.ts$/.test(file) && definesErrors(file))).toEqual([])
  })
})

test('an error has the code and the status of its class, and the details of its arguments', () => {
  const Sample = defineError('role.last_holder', 409, (role: string) => ({
    message: `Last ${role}`,
    details: { role },
  }))
  const error = new Sample('ops')
  expect(error).toBeInstanceOf(Sample)
  expect(error).toBeInstanceOf(AppError)
  expect(error).not.toBeInstanceOf(defineError('not_found', 404, 'No such page'))
  expect(error).toMatchObject({ code: 'role.last_holder', status: 409, message: 'Last ops', details: { role: 'ops' } })
})

test('a refusal takes its status from its reason', () => {
  const Refused = defineRefusals('file', { refused: 422, quota: 429 })
  expect(new Refused('quota')).toMatchObject({ code: 'file.quota', status: 429, details: undefined })
})
