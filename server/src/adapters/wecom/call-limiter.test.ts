import { describe, expect, it } from 'vitest'
import { WecomRefusedError } from '../../kernel/app-error.ts'
import { callLimiter } from './call-limiter.ts'

const refuse = () => Promise.reject(new WecomRefusedError(45033, 'user/list'))

describe('callLimiter', () => {
  it('callLimiter runs at most eight calls at the same time', async () => {
    const limiter = callLimiter()
    let running = 0
    let maxRunning = 0
    const call = async () => {
      maxRunning = Math.max(maxRunning, ++running)
      await Promise.resolve()
      running -= 1
    }
    await Promise.all(Array.from({ length: 100 }, () => limiter.run(call)))
    expect(maxRunning).toBe(8)
  })

  it('callLimiter halves the limit on 45033 down to one, and raises it by one again', async () => {
    const limiter = callLimiter()
    for (const limit of [4, 2, 1, 1]) {
      await expect(limiter.run(refuse)).rejects.toMatchObject({ errcode: 45033 })
      expect(limiter.limit()).toBe(limit)
    }
    const succeedFourTimes = async () => {
      for (let i = 0; i < 4; i += 1) await limiter.run(async () => {})
    }
    await succeedFourTimes()
    expect(limiter.limit()).toBe(2)
    for (let i = 0; i < 100; i += 1) await succeedFourTimes()
    expect(limiter.limit()).toBe(8)
  })

  it('callLimiter keeps the limit on other failures, and a failed call frees its slot', async () => {
    const fail = () => Promise.reject(new Error('x'))
    const limiter = callLimiter({ max: 2 })
    await expect(limiter.run(fail)).rejects.toThrow('x')
    expect(limiter.limit()).toBe(2)
    const single = callLimiter({ max: 1 })
    await expect(single.run(fail)).rejects.toThrow('x')
    expect(await single.run(async () => 'in')).toBe('in')
  })
})
