import { describe, expect, it } from 'vitest'
import { prepareAdapter } from './simulated-adapter.ts'

const setUp = await prepareAdapter()

const heming = {
  userid: 'heming.2',
  name: '贺铭',
  mobile: '13812342046',
  email: null,
  department: 2,
  position: '数控操作工',
}

describe('opening accounts in the WeCom adapter', () => {
  it('a created account is read back, not activated and not invited', async () => {
    const { wecom, simulator } = setUp()
    await wecom.createMember(heming)
    const { userid, name, position } = heming
    const expected = { userid, name, position, departments: [2], mainDepartment: 2, status: 4 }
    expect(await wecom.findMember(userid)).toMatchObject(expected)
    expect(simulator.state.effects.filter(({ effect }) => effect === 'invite')).toEqual([])
  })

  it('a used userid, a used number and a missing number are refused with their codes', async () => {
    const { wecom } = setUp()
    await wecom.createMember(heming)
    await expect(wecom.createMember({ ...heming, userid: 'HEMING.2' })).rejects.toMatchObject({ errcode: 60102 })
    await expect(wecom.createMember({ ...heming, userid: 'heming.3' })).rejects.toMatchObject({ errcode: 60104 })
    const without = { ...heming, userid: 'heming.4', mobile: null }
    await expect(wecom.createMember(without)).rejects.toMatchObject({ errcode: 60129 })
    expect(await wecom.findOwner('mobile', heming.mobile)).toBe('heming.2')
  })

  it('a new account is refused with 45024 in a full company, and with 45009 after three times the member limit in a month', async () => {
    const { wecom, simulator } = setUp()
    const { members } = simulator.state.directory
    simulator.state.limits.memberLimit = Object.keys(members).length
    await expect(wecom.createMember(heming)).rejects.toMatchObject({ errcode: 45024 })
    simulator.state.limits.memberLimit = Object.keys(members).length + 1
    const { memberLimit } = simulator.state.limits
    const at = Date.now()
    for (let nth = 0; nth < memberLimit * 3; nth += 1)
      simulator.state.effects.push({ effect: 'member.create', userid: 'x', by: 'contacts', at, seq: nth })
    await expect(wecom.createMember(heming)).rejects.toMatchObject({ errcode: 45009 })
    // Deferred for an hour: WeCom closes the API for a month, and must not be asked every minute.
    await expect(wecom.createMember(heming)).rejects.toMatchObject({ name: 'WecomDeferredError' })
  })

  it('the join code is a picture; a person who joins by it with a registered number gets that account', async () => {
    const { wecom, simulator, callControlApi } = setUp()
    await wecom.createMember(heming)
    const url = await wecom.findJoinCode()
    expect(url).toMatch(/^https:\/\/work\.weixin\.qq\.com\/wework_admin\/genqrcode\?action=join&vcode=/)
    const { pathname, search } = new URL(url)
    expect((await simulator.app.request(pathname + search)).headers.get('content-type')).toBe('image/svg+xml')
    const join = async (mobile: string) => {
      const answer = await callControlApi('/console/member/join', { name: '何静', mobile })
      return ((await answer.json()) as { userid: string }).userid
    }
    expect(await join(heming.mobile)).toBe('heming.2')
    expect(await wecom.findMember('heming.2')).toMatchObject({ status: 1 })
    const stranger = await join('13800009999')
    expect(stranger).toMatch(/^wo-/)
    expect(await wecom.findMember(stranger)).toMatchObject({ name: '何静', status: 1 })
  })

  it('inviteMembers invites members who have not joined, and returns unknown userids', async () => {
    const { wecom, simulator } = setUp()
    await wecom.createMember(heming)
    expect(await wecom.inviteMembers(['heming.2', 'guoji', 'ghost'])).toEqual({ unknown: ['ghost'] })
    expect(simulator.state.effects.filter(({ effect }) => effect === 'invite')).toMatchObject([{ to: ['heming.2'] }])
  })
})
