import { describe, expect } from 'vitest'
import type { Wecom } from '../../ports/wecom.ts'
import { answeringWecom } from '../../testing/answering-wecom.ts'
import { test } from '../../testing/kit.ts'

describe('calls that a person waits for', () => {
  test.for([
    ['auth/getuserinfo', { userid: 'limin' }, (wecom: Wecom) => wecom.identityByCode('c1')],
    ['user/get', { userid: 'limin', name: '李敏', status: 1 }, (wecom: Wecom) => wecom.findMember('limin')],
    ['auth/get_tfa_info', { userid: 'limin', tfa_code: 't' }, (wecom: Wecom) => wecom.secondFactorOf('c1')],
    ['user/tfa_succ', {}, (wecom: Wecom) => wecom.passSecondFactor('limin', 't')],
  ] as const)('a call that a person waits for is retried after −1: %s', async ([api, answer, send], { kit }) => {
    const answers: object[] = [{ errcode: -1 }, { errcode: 0, ...answer }]
    let calls = 0
    const wecom = answeringWecom(kit, () => {
      calls += 1
      return answers.shift() ?? {}
    })
    await send(wecom)
    expect([api, calls]).toEqual([api, 2])
  })
})
