import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '../api/api-error.ts'
import { withSetup } from '../testing/with-setup.ts'
import { useSubmit } from './use-submit.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

type Attempt = { key: string; resolve: (answer: string) => void; reject: (cause: unknown) => void }

function mountSubmit() {
  const attempts: Attempt[] = []
  const onDone = vi.fn()
  const submission = withSetup(() => useSubmit())
  const submit = (content = 'agree', onRefused?: (cause: unknown) => boolean) =>
    submission.submit({
      content,
      send: ({ key }) => new Promise<string>((resolve, reject) => attempts.push({ key, resolve, reject })),
      onDone,
      ...(onRefused ? { onRefused } : {}),
    })
  return { attempts, onDone, ...submission, submit }
}

describe('useSubmit', () => {
  it('submit while sending sends nothing', async () => {
    const { attempts, submit, onDone } = mountSubmit()
    const first = submit()
    expect(await submit()).toBe(false)
    attempts[0]?.resolve('done')
    expect(await first).toBe(true)
    expect([attempts.length, onDone.mock.calls]).toEqual([1, [['done']]])
  })

  it('a pending submission is slow after 3 s and very slow after 10 s, and can be deferred', async () => {
    const { submit, slowness, defer, isSending } = mountSubmit()
    void submit()
    await vi.advanceTimersByTimeAsync(3_000)
    expect(slowness.value).toBe('slow')
    await vi.advanceTimersByTimeAsync(7_000)
    expect(slowness.value).toBe('very-slow')
    defer()
    expect([slowness.value, isSending.value]).toEqual(['normal', false])
  })

  it('retry reuses the idempotency key, and the response of the aborted attempt is ignored', async () => {
    const { attempts, submit, retry, onDone } = mountSubmit()
    void submit()
    const second = retry()
    attempts[0]?.resolve('too late')
    attempts[1]?.resolve('done')
    expect(await second).toBe(true)
    expect(attempts.map(({ key }) => key)).toEqual(['key1', 'key1'])
    expect(onDone.mock.calls).toEqual([['done']])
  })

  it('other content, and the same content after success, get a new idempotency key', async () => {
    const { attempts, submit } = mountSubmit()
    const first = submit('agree')
    attempts[0]?.reject(new ApiError('offline'))
    await first
    const other = submit('return')
    attempts[1]?.resolve('done')
    await other
    void submit('return')
    expect(attempts.map(({ key }) => key)).toEqual(['key1', 'key2', 'key3'])
  })

  it('error is set on failure unless onRefused returns true', async () => {
    const { attempts, submit, error } = mountSubmit()
    const first = submit()
    attempts[0]?.reject(new ApiError('offline'))
    expect(await first).toBe(false)
    expect(error.value).toMatchObject({ code: 'offline' })
    const second = submit('agree', () => true)
    attempts[1]?.reject(new ApiError('request.changed_meanwhile'))
    await second
    expect(error.value).toBeUndefined()
  })
})
