import { describe, expect, it } from 'vitest'
import { createSimKit } from './testing/sim-kit.ts'

/** Calls in which a parameter is missing or of another type (doc 90313). */
describe('parameters', () => {
  const text = { touser: 'zhang', msgtype: 'text', text: { content: '你好' } }

  it.each([
    ['an agentid that is missing', 'message/send', text, 41011],
    ['an agentid that is not a number', 'message/send', { ...text, agentid: 'desk' }, 40056],
    ['a userid that is missing', 'user/update', { position: '主管' }, 41009],
    ['a department that is not a list', 'user/update', { userid: 'zhang', department: '1,2' }, 41019],
    ['a list that is text', 'tag/addtagusers', { tagid: 1, userlist: 'zhang' }, 40035],
    ['a message type that is missing', 'message/send', { ...text, agentid: 1000002, msgtype: undefined }, 40063],
    ['the id of a department that is missing', 'department/update', { name: '客服' }, 60003],
  ])('%s is refused by %s', async (_name, path, body, errcode) => {
    const result = await createSimKit().post(path.startsWith('message') ? 'agent' : 'contacts', path, body)
    expect(result).toMatchObject({ errcode })
    expect(result.errmsg).not.toMatch(/expected|received|Invalid input/i)
  })

  it('a body that is not JSON is refused', async () => {
    const kit = createSimKit()
    const path = `/cgi-bin/user/update?access_token=${await kit.token('contacts')}`
    const response = await kit.simulator.app.request(path, { method: 'POST', body: '{"userid":' })
    expect(await response.json()).toMatchObject({ errcode: 40058 })
  })
})
