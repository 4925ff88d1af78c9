import { describe, expect, it } from 'vitest'
import { ApiError } from '../api/api-error.ts'
import { withSetup } from '../testing/with-setup.ts'
import { useAction } from './use-action.ts'

const fields = [{ path: 'reason', code: 'text.too_long' }]

describe('useAction', () => {
  it('run returns true on success and refuses a second action while the first one runs', async () => {
    const action = withSetup(useAction)
    let finish = (): void => undefined
    const first = action.run(() => new Promise<void>((resolve) => (finish = resolve)))
    expect(action.isBusy.value).toBe(true)
    expect(await action.run(() => Promise.resolve())).toBe(false)
    finish()
    expect(await first).toBe(true)
    expect(action.isBusy.value).toBe(false)
  })

  it('a failed action keeps its error, text and field errors until the next run', async () => {
    const action = withSetup(useAction)
    expect(await action.run(() => Promise.reject(new ApiError('input.invalid', 'evt_1', { fields })))).toBe(false)
    expect(action.errorText.value).not.toBeNull()
    expect(action.fieldErrors.value).toEqual(fields)
    await action.run(() => Promise.reject(new ApiError('internal', 'evt_2')))
    expect(action.errorText.value).toContain('evt_2')
    await action.run(() => Promise.resolve())
    expect([action.errorText.value, action.fieldErrors.value]).toEqual([null, []])
  })
})
