import { describe, expect, vi } from 'vitest'
import { WecomRefusedError } from '../../kernel/app-error.ts'
import { initialStateOf } from '../../testing/browser.ts'
import { atAccessGate, outcomeOf } from '../../testing/fixtures/access-gate.ts'
import { readAndSign } from '../../testing/fixtures/policy.ts'
import { test } from '../../testing/kit.ts'

describe('a refusal by WeCom', () => {
  test.for([60020, 60011, 40208, 40210])(
    'a refusal that is not about the code is logged, and the page names it: %i',
    async (errcode, { kit }) => {
      const errors = vi.spyOn(kit.deps.log, 'error')
      const { arrive, continueSignIn, person, id, passed } = await atAccessGate(kit)
      await arrive()
      await readAndSign(kit, person, id)
      const refuse = () => Promise.reject(new WecomRefusedError(errcode, 'auth/get_tfa_info'))
      const answers = vi.spyOn(kit.deps.wecom, 'secondFactorOf').mockImplementation(refuse)
      const passes = vi.spyOn(kit.deps.wecom, 'passSecondFactor').mockImplementation(refuse)
      const shown = { outcome: 'wecom_refused', errcode }
      expect((await initialStateOf(await arrive())).page.data).toEqual(shown)
      expect((await initialStateOf(await continueSignIn())).page.data).toEqual(shown)
      expect(errors.mock.calls.map(([fields]) => fields)).toMatchObject([{ errcode }, { errcode }])
      answers.mockRestore()
      passes.mockRestore()
      errors.mockRestore()
      expect(await outcomeOf(await continueSignIn())).toBe('passed')
      expect(passed).toEqual(['guoji'])
    },
  )

  test.for([40029, 42003, 42022])('the page says that a refused code is out of date: %i', async (errcode, { kit }) => {
    const { arrive } = await atAccessGate(kit, { isOn: false })
    kit.deps.wecom.secondFactorOf = () => Promise.reject(new WecomRefusedError(errcode, 'auth/get_tfa_info'))
    expect(await outcomeOf(await arrive())).toBe('stale')
  })
})
