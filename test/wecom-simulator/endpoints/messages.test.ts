import { describe, expect, it } from 'vitest'
import { smallCompany } from '../company.ts'
import { simulatorDefaults } from '../defaults.ts'
import { createSimKit, type SimKit } from '../testing/sim-kit.ts'

const { agentId } = simulatorDefaults
const receivers = { app: { url: 'http://127.0.0.1:9/', token: 't', aesKey: simulatorDefaults.appCallback.aesKey } }
const kitWithCallback = (): SimKit => createSimKit({ receivers, callbackTiming: { retryAfterMs: 0 } })

const buttons = (more: Record<string, unknown> = {}) => ({
  card_type: 'button_interaction',
  main_title: { title: '待审批' },
  task_id: 'task-1',
  button_list: [{ text: '同意', key: 'ok' }],
  ...more,
})
const notice = {
  card_type: 'text_notice',
  main_title: { title: '已生效' },
  card_action: { type: 1, url: 'http://desk.example/' },
}

const sendCard = (kit: SimKit, card: object, touser = 'zhang') =>
  kit.post('agent', 'message/send', { touser, msgtype: 'template_card', agentid: agentId, template_card: card })
const sendText = (kit: SimKit, more: object) =>
  kit.post('agent', 'message/send', { msgtype: 'text', agentid: agentId, text: { content: '你好' }, ...more })
const update = (kit: SimKit, body: object) =>
  kit.post('agent', 'message/update_template_card', { agentid: agentId, ...body })
const chat = async (kit: SimKit, userid: string) =>
  (await (await kit.control(`/chats/${userid}`)).json()) as { card: { replaceName: string | null; card: object } }[]

describe('who gets a message', () => {
  it('names the invalid, lower-cased, and still reaches the others', async () => {
    const kit = createSimKit()
    expect(await sendText(kit, { touser: 'ZHANG|Ghost' })).toMatchObject({
      errcode: 0,
      invaliduser: 'ghost',
      invalidparty: '',
    })
    expect(kit.effects()).toMatchObject([{ effect: 'message', to: ['zhang'], title: '你好' }])
  })

  it.each([
    ['nobody is named', {}, 82001],
    ['all are invalid', { touser: 'ghost' }, 81013],
    ['it is another app', { touser: 'zhang', agentid: 1 }, 301002],
    ['the text is empty', { touser: 'zhang', text: { content: '' } }, 44004],
    ['the type is unknown', { touser: 'zhang', msgtype: 'news' }, 40008],
    [
      'the card has no description',
      { touser: 'zhang', msgtype: 'textcard', textcard: { title: 'a', url: 'http://a/' } },
      41033,
    ],
  ])('is refused when %s', async (_name, more, errcode) => {
    const kit = createSimKit()
    expect(await sendText(kit, more)).toMatchObject({ errcode })
    expect(kit.effects()).toEqual([])
  })

  it('spares the disabled and those out of range, and reaches a whole department', async () => {
    const kit = createSimKit({
      company: smallCompany({
        members: [
          { userid: 'on', name: '在', departments: [3] },
          { userid: 'off', name: '停', departments: [3], disabled: true },
          { userid: 'out', name: '外', departments: [1] },
        ],
        visibleDepartments: [2],
      }),
    })
    expect(await sendText(kit, { touser: 'off|out', toparty: '2|1' })).toMatchObject({
      invaliduser: 'off|out',
      invalidparty: '1',
    })
    await sendText(kit, { touser: '@all' })
    expect(kit.effects()).toMatchObject([{ to: ['on'] }, { to: ['on'] }])
  })

  it('drops the 31st in a minute without a word', async () => {
    const kit = createSimKit()
    for (let count = 0; count < 31; count += 1)
      expect(await sendText(kit, { touser: 'zhang' })).toMatchObject({ errcode: 0 })
    expect(kit.effects()).toHaveLength(30)
    kit.clock.advance(60_000)
    await sendText(kit, { touser: 'zhang' })
    expect(kit.effects()).toHaveLength(31)
  })

  it.each([
    ['taskIdFirst', 42014],
    ['duplicateFirst', 0],
  ])('a card sent again whole: %s answers %i, and one is delivered', async (repeatedMessage, errcode) => {
    const kit = createSimKit()
    await kit.control('/switches', { repeatedMessage })
    const template_card = { ...notice, task_id: 'task-1' }
    const again = () =>
      sendText(kit, { touser: 'zhang', msgtype: 'template_card', template_card, enable_duplicate_check: 1 })
    expect([(await again()).errcode, (await again()).errcode]).toEqual([0, errcode])
    expect(kit.effects()).toHaveLength(1)
  })

  it('delivers a duplicate once when asked to check', async () => {
    const kit = createSimKit()
    const once = { touser: 'zhang', enable_duplicate_check: 1, duplicate_check_interval: 60 }
    const first = await sendText(kit, once)
    const second = await sendText(kit, once)
    expect([second.errcode, second.msgid === first.msgid, kit.effects().length]).toEqual([0, false, 1])
    kit.clock.advance(61_000)
    await sendText(kit, once)
    expect(kit.effects()).toHaveLength(2)
  })
})

describe('what a card must have', () => {
  const action = {
    action_menu: {
      action_list: [
        { text: '静音', key: 'a' },
        { text: '静音', key: 'a' },
      ],
    },
  }
  it.each([
    ['a known type', buttons({ card_type: 'other' }), 42031],
    ['a title', buttons({ main_title: {} }), 42033],
    ['a task_id', buttons({ task_id: undefined }), 42014],
    ['a task_id of plain letters', buttons({ task_id: '任务' }), 42014],
    ['a task_id of 128 bytes at most', buttons({ task_id: 'a'.repeat(129) }), 42014],
    ['buttons', buttons({ button_list: [] }), 42039],
    [
      'six buttons at most',
      buttons({ button_list: Array.from({ length: 7 }, (_, key) => ({ text: 'a', key: `${key}` })) }),
      42039,
    ],
    ['a text on each button', buttons({ button_list: [{ key: 'a' }] }), 42038],
    ['a key on each button', buttons({ button_list: [{ text: 'a' }] }), 42039],
    [
      'different keys',
      buttons({
        button_list: [
          { text: 'a', key: 'k' },
          { text: 'b', key: 'k' },
        ],
      }),
      42039,
    ],
    ['a short key', buttons({ button_list: [{ text: 'a', key: 'k'.repeat(1025) }] }), 42039],
    [
      'six rows at most',
      buttons({ horizontal_content_list: Array.from({ length: 7 }, () => ({ keyname: 'a' })) }),
      42035,
    ],
    ['a name on each row', buttons({ horizontal_content_list: [{ value: 'a' }] }), 42027],
    ['a way to go, on a notice', { ...notice, card_action: undefined }, 42045],
    ['a whole URL', { ...notice, card_action: { type: 1, url: '/r/1' } }, 42045],
    ['different menu keys', { ...notice, task_id: 't', ...action }, 42051],
    ['a picture, on news', { ...notice, card_type: 'news_notice' }, 42044],
    ['choices, on a vote', { card_type: 'vote_interaction', main_title: { title: 'a' }, task_id: 't' }, 42043],
    [
      'lists, on a multiple choice',
      { card_type: 'multiple_interaction', main_title: { title: 'a' }, task_id: 't' },
      42047,
    ],
  ])('%s', async (_name, card, errcode) => {
    const kit = kitWithCallback()
    expect(await sendCard(kit, card)).toMatchObject({ errcode })
    expect(kit.effects()).toEqual([])
  })

  it('a task_id that was never used before', async () => {
    const kit = kitWithCallback()
    await sendCard(kit, buttons())
    expect(await sendCard(kit, buttons())).toMatchObject({ errcode: 42014 })
  })

  it('a callback address in the console, if it calls back', async () => {
    expect(await sendCard(createSimKit(), buttons())).toMatchObject({ errcode: 43012 })
    expect(await sendCard(createSimKit(), notice)).toMatchObject({ errcode: 0 })
  })
})

describe('updating a card', () => {
  it('takes a code once, and changes it for those named', async () => {
    const kit = kitWithCallback()
    const sent = await sendCard(kit, buttons(), 'zhang|li')
    const change = {
      response_code: sent.response_code,
      userids: ['ZHANG', 'Ghost'],
      button: { replace_name: '已同意' },
    }
    expect(await update(kit, change)).toEqual({ errcode: 0, errmsg: 'ok', invaliduser: ['ghost'] })
    expect((await chat(kit, 'zhang'))[0]?.card.replaceName).toBe('已同意')
    expect((await chat(kit, 'li'))[0]?.card.replaceName).toBeNull()
    expect(await update(kit, change)).toMatchObject({ errcode: 60140 })
    expect(kit.effects()).toMatchObject([
      { effect: 'message' },
      { effect: 'card.update', to: ['zhang'], replaceName: '已同意' },
    ])
  })

  it('swaps the whole card for everyone', async () => {
    const kit = kitWithCallback()
    const sent = await sendCard(kit, buttons(), 'zhang|li')
    await update(kit, { response_code: sent.response_code, atall: 1, template_card: notice })
    for (const userid of ['zhang', 'li']) expect((await chat(kit, userid))[0]?.card.card).toEqual(notice)
  })

  it('gives no code for a card that cannot change', async () => {
    expect(await sendCard(kitWithCallback(), notice)).not.toHaveProperty('response_code')
  })

  it.each([
    ['nobody is named', {}, 82101],
    ['the one named never got it', { userids: ['li'] }, 82102],
    ['it is another app', { userids: ['zhang'], agentid: 1 }, 42015],
    ['the code is made up', { userids: ['zhang'], response_code: 'rc' }, 60140],
    ['the new card is not valid', { userids: ['zhang'], template_card: { card_type: 'text_notice' } }, 42033],
  ])('refuses when %s, and the code stays good', async (_name, more, errcode) => {
    const kit = kitWithCallback()
    const { response_code } = await sendCard(kit, buttons())
    expect(await update(kit, { response_code, button: { replace_name: 'x' }, ...more })).toMatchObject({ errcode })
    expect(await update(kit, { response_code, atall: 1, button: { replace_name: 'x' } })).toMatchObject({ errcode: 0 })
  })

  it('refuses after 72 hours; a click brings a fresh code', async () => {
    const kit = kitWithCallback()
    const { response_code } = await sendCard(kit, buttons())
    kit.clock.advance(72 * 3_600_000 + 1)
    const change = { userids: ['zhang'], button: { replace_name: 'x' } }
    expect(await update(kit, { ...change, response_code })).toMatchObject({ errcode: 60140 })
    const click = (await (
      await kit.control('/cards/click', { userid: 'zhang', taskId: 'task-1', key: 'ok' })
    ).json()) as { responseCode: string }
    expect(await update(kit, { ...change, response_code: click.responseCode })).toMatchObject({ errcode: 0 })
    const again = await kit.control('/cards/click', { userid: 'zhang', taskId: 'task-1', key: 'ok' })
    expect(await again.json()).toEqual({ ok: false, reason: 'button is dead' })
  })
})

describe('recalling', () => {
  it('takes a message back within a day', async () => {
    const kit = createSimKit()
    const { msgid } = await sendText(kit, { touser: 'zhang' })
    expect(await kit.post('agent', 'message/recall', { msgid })).toMatchObject({ errcode: 0 })
    expect(await chat(kit, 'zhang')).toEqual([])
    const late = await sendText(kit, { touser: 'zhang' })
    kit.clock.advance(24 * 3_600_000 + 1)
    expect(await kit.post('agent', 'message/recall', { msgid: late.msgid })).toMatchObject({ errcode: 42052 })
  })
})

describe('the tile on the workbench', () => {
  const keydata = (data: string) => ({ type: 'keydata', keydata: { items: [{ key: '待审批', data }] } })
  const tile = async (kit: SimKit, userid: string) => (await kit.control(`/workbench/${userid}`)).json()

  it('shows the template until a member has numbers of their own', async () => {
    const kit = createSimKit()
    const early = await kit.post('agent', 'agent/set_workbench_data', {
      agentid: agentId,
      userid: 'zhang',
      ...keydata('2'),
    })
    expect(early).toMatchObject({ errcode: 40035 })
    await kit.post('agent', 'agent/set_workbench_template', { agentid: agentId, ...keydata('0') })
    await kit.post('agent', 'agent/batch_set_workbench_data', {
      agentid: agentId,
      userid_list: ['zhang'],
      data: keydata('2'),
    })
    expect([await tile(kit, 'zhang'), await tile(kit, 'li')]).toEqual([{ 待审批: '2' }, { 待审批: '0' }])
    const read = await kit.post('agent', 'agent/get_workbench_data', { agentid: agentId, userid: 'zhang' })
    expect(read.data).toEqual(keydata('2'))
  })

  it('may be set ten times a minute for one member', async () => {
    const kit = createSimKit()
    await kit.post('agent', 'agent/set_workbench_template', { agentid: agentId, ...keydata('0') })
    const set = () =>
      kit.post('agent', 'agent/set_workbench_data', { agentid: agentId, userid: 'zhang', ...keydata('1') })
    for (let count = 0; count < 10; count += 1) expect(await set()).toMatchObject({ errcode: 0 })
    expect(await set()).toMatchObject({ errcode: 45009 })
  })
})

describe('agent/get', () => {
  it('tells an app its own set-up', async () => {
    expect(await createSimKit().get('agent', `agent/get?agentid=${agentId}`)).toMatchObject({
      allow_partys: { partyid: [1] },
      close: 0,
      redirect_domain: 'desk.example:8080',
    })
    expect(await createSimKit().get('agent', 'agent/get?agentid=1')).toMatchObject({ errcode: 301002 })
  })
})
