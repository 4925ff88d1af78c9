import { describe, expect, it } from 'vitest'
import { smallCompany } from '../company.ts'
import { simulatorDefaults } from '../defaults.ts'
import { createSimKit, type SimKit } from '../testing/sim-kit.ts'
import { DAY_MS } from '@desk/shared/kernel/durations'

const { agentId } = simulatorDefaults
const receivers = { app: { url: 'http://127.0.0.1:9/', token: 't', aesKey: simulatorDefaults.appCallback.aesKey } }
const createCallbackKit = (): SimKit => createSimKit({ receivers, callbackTiming: { retryAfterMs: 0 } })

const buttonCard = (changes: Record<string, unknown> = {}) => ({
  card_type: 'button_interaction',
  main_title: { title: '待审批' },
  task_id: 'task-1',
  button_list: [{ text: '同意', key: 'ok' }],
  ...changes,
})
const notice = {
  card_type: 'text_notice',
  main_title: { title: '已生效' },
  card_action: { type: 1, url: 'http://desk.example/' },
}

const sendCard = (kit: SimKit, card: object, touser = 'zhang') =>
  kit.post('agent', 'message/send', { touser, msgtype: 'template_card', agentid: agentId, template_card: card })
const sendText = (kit: SimKit, changes: object) =>
  kit.post('agent', 'message/send', { msgtype: 'text', agentid: agentId, text: { content: '你好' }, ...changes })
const updateCard = (kit: SimKit, body: object) =>
  kit.post('agent', 'message/update_template_card', { agentid: agentId, ...body })
const listChat = async (kit: SimKit, userid: string) =>
  (await (await kit.callControlApi(`/chats/${userid}`)).json()) as {
    card: { replaceName: string | null; card: object }
  }[]

describe('message/send', () => {
  it('message/send returns invalid userids in lower case and reaches the other recipients', async () => {
    const kit = createSimKit()
    expect(await sendText(kit, { touser: 'ZHANG|Ghost' })).toMatchObject({
      errcode: 0,
      invaliduser: 'ghost',
      invalidparty: '',
    })
    expect(kit.effects()).toMatchObject([{ effect: 'message', to: ['zhang'], title: '你好' }])
  })

  it.each([
    ['no recipient is given', {}, 82001],
    ['all recipients are invalid', { touser: 'ghost' }, 81013],
    ['the agentid is of another app', { touser: 'zhang', agentid: 1 }, 301002],
    ['the text is empty', { touser: 'zhang', text: { content: '' } }, 44004],
    ['the type is unknown', { touser: 'zhang', msgtype: 'news' }, 40008],
    [
      'the card has no description',
      { touser: 'zhang', msgtype: 'textcard', textcard: { title: 'a', url: 'http://a/' } },
      41033,
    ],
  ])('message/send is refused when %s', async (_name, changes, errcode) => {
    const kit = createSimKit()
    expect(await sendText(kit, changes)).toMatchObject({ errcode })
    expect(kit.effects()).toEqual([])
  })

  it('message/send reaches a whole department, without disabled members and members outside the visible range', async () => {
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

  it('message/send drops the 31st message in a minute without an error', async () => {
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
  ])('with repeatedMessage %s, a repeated card returns %i and is delivered once', async (repeatedMessage, errcode) => {
    const kit = createSimKit()
    await kit.callControlApi('/switches', { repeatedMessage })
    const template_card = { ...notice, task_id: 'task-1' }
    const sendOnce = () =>
      sendText(kit, { touser: 'zhang', msgtype: 'template_card', template_card, enable_duplicate_check: 1 })
    expect([(await sendOnce()).errcode, (await sendOnce()).errcode]).toEqual([0, errcode])
    expect(kit.effects()).toHaveLength(1)
  })

  it('message/send with enable_duplicate_check delivers a duplicate once', async () => {
    const kit = createSimKit()
    const message = { touser: 'zhang', enable_duplicate_check: 1, duplicate_check_interval: 60 }
    const first = await sendText(kit, message)
    const second = await sendText(kit, message)
    expect([second.errcode, second.msgid === first.msgid, kit.effects().length]).toEqual([0, false, 1])
    kit.clock.advance(61_000)
    await sendText(kit, message)
    expect(kit.effects()).toHaveLength(2)
  })
})

describe('card checks', () => {
  const repeatedMenuKeys = {
    action_menu: {
      action_list: [
        { text: '静音', key: 'a' },
        { text: '静音', key: 'a' },
      ],
    },
  }
  it.each([
    ['a known type', buttonCard({ card_type: 'other' }), 42031],
    ['a title', buttonCard({ main_title: {} }), 42033],
    ['a task_id', buttonCard({ task_id: undefined }), 42014],
    ['a task_id of letters and digits', buttonCard({ task_id: '任务' }), 42014],
    ['a task_id of at most 128 bytes', buttonCard({ task_id: 'a'.repeat(129) }), 42014],
    ['buttons', buttonCard({ button_list: [] }), 42039],
    [
      'at most six buttons',
      buttonCard({ button_list: Array.from({ length: 7 }, (_, key) => ({ text: 'a', key: `${key}` })) }),
      42039,
    ],
    ['a text on each button', buttonCard({ button_list: [{ key: 'a' }] }), 42038],
    ['a key on each button', buttonCard({ button_list: [{ text: 'a' }] }), 42039],
    [
      'different keys',
      buttonCard({
        button_list: [
          { text: 'a', key: 'k' },
          { text: 'b', key: 'k' },
        ],
      }),
      42039,
    ],
    ['a short key', buttonCard({ button_list: [{ text: 'a', key: 'k'.repeat(1025) }] }), 42039],
    [
      'at most six rows',
      buttonCard({ horizontal_content_list: Array.from({ length: 7 }, () => ({ keyname: 'a' })) }),
      42035,
    ],
    ['a name on each row', buttonCard({ horizontal_content_list: [{ value: 'a' }] }), 42027],
    ['a card_action on a notice', { ...notice, card_action: undefined }, 42045],
    ['an absolute URL', { ...notice, card_action: { type: 1, url: '/r/1' } }, 42045],
    ['different menu keys', { ...notice, task_id: 't', ...repeatedMenuKeys }, 42051],
    ['an image on news', { ...notice, card_type: 'news_notice' }, 42044],
    ['options on a vote', { card_type: 'vote_interaction', main_title: { title: 'a' }, task_id: 't' }, 42043],
    [
      'lists on a multiple choice',
      { card_type: 'multiple_interaction', main_title: { title: 'a' }, task_id: 't' },
      42047,
    ],
  ])('a card requires %s', async (_name, card, errcode) => {
    const kit = createCallbackKit()
    expect(await sendCard(kit, card)).toMatchObject({ errcode })
    expect(kit.effects()).toEqual([])
  })

  it('a card requires an unused task_id', async () => {
    const kit = createCallbackKit()
    await sendCard(kit, buttonCard())
    expect(await sendCard(kit, buttonCard())).toMatchObject({ errcode: 42014 })
  })

  it('a card with buttons requires a callback URL in the console', async () => {
    expect(await sendCard(createSimKit(), buttonCard())).toMatchObject({ errcode: 43012 })
    expect(await sendCard(createSimKit(), notice)).toMatchObject({ errcode: 0 })
  })
})

describe('message/update_template_card', () => {
  it('a response code is valid once and updates the card of the given members', async () => {
    const kit = createCallbackKit()
    const sent = await sendCard(kit, buttonCard(), 'zhang|li')
    const change = {
      response_code: sent.response_code,
      userids: ['ZHANG', 'Ghost'],
      button: { replace_name: '已同意' },
    }
    expect(await updateCard(kit, change)).toEqual({ errcode: 0, errmsg: 'ok', invaliduser: ['ghost'] })
    expect((await listChat(kit, 'zhang'))[0]?.card.replaceName).toBe('已同意')
    expect((await listChat(kit, 'li'))[0]?.card.replaceName).toBeNull()
    expect(await updateCard(kit, change)).toMatchObject({ errcode: 60140 })
    expect(kit.effects()).toMatchObject([
      { effect: 'message' },
      { effect: 'card.update', to: ['zhang'], replaceName: '已同意' },
    ])
  })

  it('atall replaces the card of all recipients', async () => {
    const kit = createCallbackKit()
    const sent = await sendCard(kit, buttonCard(), 'zhang|li')
    await updateCard(kit, { response_code: sent.response_code, atall: 1, template_card: notice })
    for (const userid of ['zhang', 'li']) expect((await listChat(kit, userid))[0]?.card.card).toEqual(notice)
  })

  it('a card that cannot be updated has no response code', async () => {
    expect(await sendCard(createCallbackKit(), notice)).not.toHaveProperty('response_code')
  })

  it.each([
    ['no member is given', {}, 82101],
    ['the member is no recipient', { userids: ['li'] }, 82102],
    ['the agentid is of another app', { userids: ['zhang'], agentid: 1 }, 42015],
    ['the response code is unknown', { userids: ['zhang'], response_code: 'rc' }, 60140],
    ['the new card is invalid', { userids: ['zhang'], template_card: { card_type: 'text_notice' } }, 42033],
  ])('an update is refused when %s, and the response code stays valid', async (_name, changes, errcode) => {
    const kit = createCallbackKit()
    const { response_code } = await sendCard(kit, buttonCard())
    expect(await updateCard(kit, { response_code, button: { replace_name: 'x' }, ...changes })).toMatchObject({
      errcode,
    })
    expect(await updateCard(kit, { response_code, atall: 1, button: { replace_name: 'x' } })).toMatchObject({
      errcode: 0,
    })
  })

  it('a response code expires after 72 hours, and a click issues a new one', async () => {
    const kit = createCallbackKit()
    const { response_code } = await sendCard(kit, buttonCard())
    kit.clock.advance(3 * DAY_MS + 1)
    const change = { userids: ['zhang'], button: { replace_name: 'x' } }
    expect(await updateCard(kit, { ...change, response_code })).toMatchObject({ errcode: 60140 })
    const click = async (): Promise<unknown> =>
      (await kit.callControlApi('/cards/click', { userid: 'zhang', taskId: 'task-1', key: 'ok' })).json()
    const { responseCode } = (await click()) as { responseCode: string }
    expect(await updateCard(kit, { ...change, response_code: responseCode })).toMatchObject({ errcode: 0 })
    expect(await click()).toEqual({ ok: false, reason: 'button is inactive' })
  })
})

describe('message/recall', () => {
  it('message/recall removes a message within a day, and is refused later', async () => {
    const kit = createSimKit()
    const { msgid } = await sendText(kit, { touser: 'zhang' })
    expect(await kit.post('agent', 'message/recall', { msgid })).toMatchObject({ errcode: 0 })
    expect(await listChat(kit, 'zhang')).toEqual([])
    const old = await sendText(kit, { touser: 'zhang' })
    kit.clock.advance(DAY_MS + 1)
    expect(await kit.post('agent', 'message/recall', { msgid: old.msgid })).toMatchObject({ errcode: 42052 })
  })
})

describe('workbench tile', () => {
  const keydata = (data: string) => ({ type: 'keydata', keydata: { items: [{ key: '待审批', data }] } })
  const tile = async (kit: SimKit, userid: string) => (await kit.callControlApi(`/workbench/${userid}`)).json()

  it('the tile shows the template until the member has data', async () => {
    const kit = createSimKit()
    const withoutTemplate = await kit.post('agent', 'agent/set_workbench_data', {
      agentid: agentId,
      userid: 'zhang',
      ...keydata('2'),
    })
    expect(withoutTemplate).toMatchObject({ errcode: 40035 })
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

  it('the tile of a member can be set ten times a minute', async () => {
    const kit = createSimKit()
    await kit.post('agent', 'agent/set_workbench_template', { agentid: agentId, ...keydata('0') })
    const setData = () =>
      kit.post('agent', 'agent/set_workbench_data', { agentid: agentId, userid: 'zhang', ...keydata('1') })
    for (let count = 0; count < 10; count += 1) expect(await setData()).toMatchObject({ errcode: 0 })
    expect(await setData()).toMatchObject({ errcode: 45009 })
  })
})

describe('agent/get', () => {
  it('agent/get returns the settings of the app and refuses another agentid', async () => {
    expect(await createSimKit().get('agent', `agent/get?agentid=${agentId}`)).toMatchObject({
      allow_partys: { partyid: [1] },
      close: 0,
      redirect_domain: 'desk.example:8080',
    })
    expect(await createSimKit().get('agent', 'agent/get?agentid=1')).toMatchObject({ errcode: 301002 })
  })
})
