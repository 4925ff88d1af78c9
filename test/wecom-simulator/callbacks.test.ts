import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { smallCompany } from './company.ts'
import { simulatorDefaults } from './defaults.ts'
import { startReceiver, type Receiver } from './testing/receiver.ts'
import { createSimKit, type SimKit } from './testing/sim-kit.ts'

let receiver: Receiver
let kit: SimKit

beforeEach(async () => {
  receiver = await startReceiver()
  kit = createSimKit({
    receivers: receiver.receivers,
    company: smallCompany({ visibleDepartments: [2] }),
    // Long enough for a busy machine, short enough to wait for in the two tests about silence.
    callbackTiming: { retryAfterMs: 0, timeoutMs: 1000, verifyWithinMs: 1000 },
  })
})

afterEach(() => receiver.stop())

const settled = async () => {
  await kit.simulator.callbacks.settle()
  return receiver.received.map(({ target, event }) => [
    target,
    event.Event,
    event.ChangeType,
    event.UserID ?? event.FromUserName,
  ])
}
const outcomes = () => kit.simulator.state.callbacks.map((record) => [record.attempt, record.outcome, record.status])
const update = (body: object) => kit.post('contacts', 'user/update', { userid: 'zhang', ...body })
const inConsole = (body: object) => kit.control('/console/member', { userid: 'zhang', ...body })

describe('what is told to whom', () => {
  it('the contacts receiver hears of a new department from the console, in the reduced form', async () => {
    await inConsole({ department: [2], name: '张三丰' })
    expect(await settled()).toEqual([['contacts', 'change_contact', 'update_user', 'zhang']])
    expect(receiver.received[0]).toMatchObject({ agentId: undefined, event: { FromUserName: 'sys', Department: '2' } })
    expect(receiver.received[0]?.xml).not.toContain('Name><![CDATA[张三丰')
  })

  it.each([
    ['a rename in the console', () => inConsole({ name: '新名' })],
    ['anything the contacts token wrote itself', () => update({ department: [2], position: '新岗位' })],
    ['nothing new', () => inConsole({ department: [3] })],
  ])('nobody hears of %s', async (_name, change) => {
    await change()
    expect(await settled()).toEqual([])
  })

  it('the app hears unsubscribe and subscribe when a member is disabled and enabled', async () => {
    await update({ enable: 0 })
    await update({ enable: 1 })
    expect(new Set((await settled()).map((row) => row.join()))).toEqual(
      new Set(['app,unsubscribe,,zhang', 'app,subscribe,,zhang']),
    )
    expect(receiver.received[0]?.agentId).toBe(String(simulatorDefaults.agentId))
  })

  it('the app does not hear of a disable through the API when switched so', async () => {
    await kit.control('/switches', { unsubscribeOnApiDisable: false })
    await update({ enable: 0 })
    expect(await settled()).toEqual([])
  })

  it('leaving the range and being deleted are unsubscribes too', async () => {
    await inConsole({ department: [1] })
    await kit.control('/console/member/delete', { userid: 'li' })
    const rows = (await settled()).map((row) => row.join())
    expect(rows.toSorted()).toEqual([
      'app,unsubscribe,,li',
      'app,unsubscribe,,zhang',
      'contacts,change_contact,delete_user,li',
      'contacts,change_contact,update_user,zhang',
    ])
  })

  it('a new visible range is told member by member', async () => {
    await kit.control('/console/app', { visibleDepartments: [3] })
    expect(await settled()).toEqual([['app', 'unsubscribe', undefined, 'li']])
  })

  it('opening the app is told if the app wants to know', async () => {
    await kit.control('/open-app', { userid: 'zhang' })
    await kit.control('/console/app', { reportsEntering: false })
    await kit.control('/open-app', { userid: 'zhang' })
    expect(await settled()).toEqual([['app', 'enter_agent', undefined, 'zhang']])
  })
})

describe('a tap on a card', () => {
  const vote = {
    card_type: 'vote_interaction',
    main_title: { title: '签收' },
    task_id: 't1',
    checkbox: { question_key: 'read', option_list: [{ id: 'yes', text: '已读' }] },
    submit_button: { text: '提交', key: 'ack' },
  }

  it('is told with key, task, a fresh code, and what was ticked, in either spelling', async () => {
    const agentid = simulatorDefaults.agentId
    const sent = await kit.post('agent', 'message/send', {
      touser: 'zhang',
      msgtype: 'template_card',
      agentid,
      template_card: vote,
    })
    const click = { userid: 'zhang', taskId: 't1', key: 'ack', selected: [{ questionKey: 'read', optionIds: ['yes'] }] }
    await kit.control('/cards/click', click)
    await settled()
    expect(receiver.received[0]?.event).toMatchObject({ EventKey: 'ack', TaskId: 't1', CardType: 'vote_interaction' })
    expect(receiver.received[0]?.event.ResponseCode).not.toBe(sent.response_code)
    expect(receiver.received[0]?.xml).toContain('<OptionIds><OptionId><![CDATA[yes]]></OptionId></OptionIds>')
    await kit.control('/switches', { optionIdSpelling: 'OpitonId' })
    await kit.control('/cards/click', click)
    await settled()
    expect(receiver.received[1]?.xml).toContain('<OpitonIds><OpitonId><![CDATA[yes]]></OpitonId></OpitonIds>')
  })
})

describe('delivery', () => {
  it('tries four times when it is not answered 200, with the same event', async () => {
    receiver.answer((_request, response) => void response.writeHead(500).end())
    await kit.control('/open-app', { userid: 'zhang' })
    await settled()
    expect(outcomes()).toEqual([1, 2, 3, 4].map((attempt) => [attempt, 'answered', 500]))
    expect(new Set(receiver.received.map((one) => one.xml)).size).toBe(1)
  })

  it('does not repeat on 500 when switched so', async () => {
    await kit.control('/switches', { retryCallbackOnNon200: false })
    receiver.answer((_request, response) => void response.writeHead(500).end())
    await kit.control('/open-app', { userid: 'zhang' })
    await settled()
    expect(outcomes()).toEqual([[1, 'answered', 500]])
  })

  it('cuts off a receiver that is silent, and tries again', async () => {
    let silent = true
    receiver.answer((_request, response) => {
      if (!silent) response.writeHead(200).end()
      silent = false
    })
    await kit.control('/open-app', { userid: 'zhang' })
    await settled()
    expect(outcomes()).toEqual([
      [1, 'timeout', null],
      [2, 'answered', 200],
    ])
  })

  it('tries four times when nobody listens', async () => {
    receiver.stop()
    await kit.control('/open-app', { userid: 'zhang' })
    await settled()
    expect(outcomes().map(([, outcome]) => outcome)).toEqual(Array.from({ length: 4 }, () => 'unreachable'))
  })

  it.each([
    ['dropped', []],
    ['duplicated', ['a', 'a', 'b', 'b']],
    ['delayed', ['a', 'b']],
    ['reordered', ['b', 'a']],
  ] as const)('%s', async (callbacks, order) => {
    await kit.control('/switches', { callbacks, callbackDelayMs: 5 })
    for (const userid of ['a', 'b']) kit.simulator.callbacks.send({ type: 'enter_agent', userid })
    await kit.simulator.callbacks.settle()
    const users = receiver.received.map((one) => one.event.FromUserName)
    // Duplicates travel side by side; how often each came is what counts.
    expect(callbacks === 'reordered' ? users : users.toSorted()).toEqual(order)
  })
})

describe('checking the address', () => {
  const verify = async () =>
    ((await (await kit.control('/callbacks/verify', {})).json()) as { app: { ok: boolean; reason: string } }).app

  it('wants the plain echo', async () => expect(await verify()).toMatchObject({ ok: true }))

  it.each([
    ['quoted', (echo: string) => `"${echo}"`, 'echostr校验失败'],
    ['with a line end', (echo: string) => `${echo}\n`, 'echostr校验失败'],
  ])('refuses it %s', async (_name, spoil, reason) => {
    receiver.answer((_request, response, echo) => void response.end(spoil(echo ?? '')))
    expect(await verify()).toMatchObject({ ok: false, reason: expect.stringContaining(reason) })
  })

  it('refuses it late', async () => {
    receiver.answer(() => undefined)
    expect(await verify()).toMatchObject({ ok: false, reason: 'openapi回调地址请求不通过' })
  })
})
