import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { describe, expect, it } from 'vitest'
import { WecomDeferredError, WecomRefusedError, WecomUnreachableError } from '../kernel/app-error.ts'
import { deferWhileUnanswered } from './defer-while-unanswered.ts'
import { JobDeferredError } from './job-deferred-error.ts'

const now = new Date('2026-03-17T02:00:00Z')
const BUSY = -1
const fail = (error: Error) =>
  deferWhileUnanswered({ clock: { now: () => now } }, () => Promise.reject(error)).catch((thrown: unknown) => thrown)

describe('deferWhileUnanswered', () => {
  it.each([
    ['timeout', new WecomUnreachableError('timeout', 'department/list')],
    ['dropped', new WecomUnreachableError('dropped', 'department/list')],
    ['-1', new WecomRefusedError(BUSY, 'department/list')],
  ])('a job that WeCom does not answer, or answers as busy (%s), waits for a minute', async (why, error) => {
    expect(await fail(error)).toEqual(new JobDeferredError(why, new Date(now.getTime() + MINUTE_MS)))
  })

  it.each([
    ['refused for good', new WecomRefusedError(48_002, 'department/list')],
    ['deferred by a limit of WeCom', new WecomDeferredError(45_009, 'department/list', now)],
    ['an answer that cannot be read', new WecomUnreachableError('bad_answer', 'department/list')],
    ['a token that expired', new WecomRefusedError(42_001, 'department/list')],
    ['a bug', new Error('a bug')],
  ])('a job that fails otherwise keeps its failure: %s', async (_why, error) => {
    expect(await fail(error)).toBe(error)
  })
})
