import { beforeAll, describe, expect, it } from 'vitest'
import { startPostgres } from '../lib/postgres.mjs'
import { residentMb } from '../lib/process-memory.ts'
import { type AttackEnvironment, startAttackEnvironment } from './attack-environment.ts'
import { authorizationAttacks } from './authorization-attacks.ts'
import { callbackAttacks } from './callback-attacks.ts'
import { configurationAttacks } from './configuration-attacks.ts'
import { fileAttacks } from './file-attacks.ts'
import { identityAttacks } from './identity-attacks.ts'
import { inputAttacks } from './input-attacks.ts'
import { objectAttacks } from './object-attacks.ts'
import { textAttacks } from './text-attacks.ts'

let started: AttackEnvironment
const environment = () => started

beforeAll(async () => {
  const postgres = await startPostgres()
  started = await startAttackEnvironment(postgres.url)
  return async () => {
    await started.stop()
    await postgres.stop()
  }
})

describe('attacks on identity', () => identityAttacks(environment))
describe('attacks on objects of other members', () => objectAttacks(environment))
describe('attacks through permitted actions', () => authorizationAttacks(environment))
describe('attacks with files', () => fileAttacks(environment))
describe('attacks on the configuration', () => configurationAttacks(environment))
describe('attacks on callbacks', () => callbackAttacks(environment))
describe('attacks with texts', () => textAttacks(environment))
describe('attacks on inputs', () => inputAttacks(environment))

it('after all attacks the server is running and its log has no unexpected error', () => {
  console.log(`after all attacks: ${residentMb(started.pid) ?? 0} MB`)
  expect(started.isRunning()).toBe(true)
  const errors = started.log.filter((line) => /"level":(50|60)/.test(line))
  // J9 makes WeCom refuse the server's IP address, which is logged as an error.
  expect(errors.filter((line) => !line.includes('WeCom does not allow this server’s IP address'))).toEqual([])
})
