import { beforeAll, describe, expect, it } from 'vitest'
import { startPostgres } from '../lib/postgres.mjs'
import { residentMb } from '../lib/process-memory.ts'
import { type AttackEnvironment, startAttackWorld } from './attack-environment.ts'
import { actAttacks } from './authorization-attacks.ts'
import { callbackAttacks } from './callback-attacks.ts'
import { configurationAttacks } from './configuration-attacks.ts'
import { fileAttacks } from './file-attacks.ts'
import { identityAttacks } from './identity-attacks.ts'
import { inputAttacks } from './input-attacks.ts'
import { objectAttacks } from './object-attacks.ts'
import { textAttacks } from './text-attacks.ts'

let started: AttackEnvironment
const world = () => started

beforeAll(async () => {
  const postgres = await startPostgres()
  started = await startAttackWorld(postgres.url)
  return async () => {
    await started.stop()
    await postgres.stop()
  }
})

describe('attacks on identity', () => identityAttacks(world))
describe('attacks on what belongs to others', () => objectAttacks(world))
describe('attacks by acts that are allowed', () => actAttacks(world))
describe('attacks by files', () => fileAttacks(world))
describe('attacks on the configuration', () => configurationAttacks(world))
describe('attacks on callbacks', () => callbackAttacks(world))
describe('attacks by texts', () => textAttacks(world))
describe('attacks on inputs', () => inputAttacks(world))

it('leave the server alive, and its log without an error that nobody expected', () => {
  console.log(`after all attacks: ${residentMb(started.pid) ?? 0} MB`)
  expect(started.isRunning()).toBe(true)
  const errors = started.log.filter((line) => /"level":(50|60)/.test(line))
  // J9 made WeCom refuse our address, which is worth an alarm.
  expect(errors.filter((line) => !line.includes('WeCom does not allow this server’s IP address'))).toEqual([])
})
