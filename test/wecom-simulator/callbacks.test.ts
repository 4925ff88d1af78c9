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
    // Long enough for a busy machine, short enough for the two tests of a receiver that does not respond.
    callbackTiming: { retryAfterMs: 0, timeoutMs: 1000, verifyWithinMs: 1000 },
  })
})

afterEach(() => receiver.stop())

const deliveredEvents = async () => {
  await kit.simulator.callbacks.settle()
  return receiver.received.map(({ target, event }) => [
    target,
    event.Event,
    event.ChangeType,
    event.UserID ?? event.FromUserName,
  ])
}
const outcomes = () => kit.simulator.state.callbacks.map((record) => [record.attempt, record.outcome, record.status])
const updateByApi = (body: object) => kit.post('contacts', 'user/update', { userid: 'zhang', ...body })
const changeInConsole = (body: object) => kit.callControlApi('/console/member', { userid: 'zhang', ...body })

describe('which receiver gets which event', () => {
  it('a department change in the console is sent to the contacts receiver, without the name', async () => {
    await changeInConsole({ department: [2], name: '张三丰' })
    expect(await deliveredEvents()).toEqual([['contacts', 'change_contact', 'update_user', 'zhang']])
    expect(receiver.received[0]).toMatchObject({ agentId: undefined, event: { FromUserName: 'sys', Department: '2' } })
    expect(receiver.received[0]?.xml).not.toContain('Name><![CDATA[张三丰')
  })

  it.each([
    ['a rename in the console', () => changeInConsole({ name: '新名' })],
    ['a change by the contacts token', () => updateByApi({ department: [2], position: '新岗位' })],
    ['an unchanged department', () => changeInConsole({ department: [3] })],
  ])('no event is sent for %s', async (_name, change) => {
    await change()
    expect(await deliveredEvents()).toEqual([])
  })

  it('disabling a member sends unsubscribe to the app, and enabling one sends subscribe', async () => {
    await updateByApi({ enable: 0 })
    await updateByApi({ enable: 1 })
    expect(new Set((await deliveredEvents()).map((row) => row.join()))).toEqual(
      new Set(['app,unsubscribe,,zhang', 'app,subscribe,,zhang']),
    )
    expect(receiver.received[0]?.agentId).toBe(String(simulatorDefaults.agentId))
  })

  it('with unsubscribeOnApiDisable off, disabling a member through the API sends no event', async () => {
    await kit.callControlApi('/switches', { unsubscribeOnApiDisable: false })
    await updateByApi({ enable: 0 })
    expect(await deliveredEvents()).toEqual([])
  })

  it('a member who leaves the visible range or is deleted is unsubscribed', async () => {
    await changeInConsole({ department: [1] })
    await kit.callControlApi('/console/member/delete', { userid: 'li' })
    const rows = (await deliveredEvents()).map((row) => row.join())
    expect(rows.toSorted()).toEqual([
      'app,unsubscribe,,li',
      'app,unsubscribe,,zhang',
      'contacts,change_contact,delete_user,li',
      'contacts,change_contact,update_user,zhang',
    ])
  })

  it('a new visible range sends one event per member who left it', async () => {
    await kit.callControlApi('/console/app', { visibleDepartments: [3] })
    expect(await deliveredEvents()).toEqual([['app', 'unsubscribe', undefined, 'li']])
  })

  it('the console sends switch_workbench_mode to the app when it turns off the custom tile, and nothing when it is off already', async () => {
    await kit.callControlApi('/console/app', { customTile: false })
    await kit.callControlApi('/console/app', { customTile: false })
    expect(await deliveredEvents()).toEqual([['app', 'switch_workbench_mode', undefined, 'sys']])
    expect(receiver.received[0]?.event).toMatchObject({ Mode: '0' })
  })

  it('opening the app sends enter_agent while reportsEntering is on', async () => {
    await kit.callControlApi('/open-app', { userid: 'zhang' })
    await kit.callControlApi('/console/app', { reportsEntering: false })
    await kit.callControlApi('/open-app', { userid: 'zhang' })
    expect(await deliveredEvents()).toEqual([['app', 'enter_agent', undefined, 'zhang']])
  })
})

describe('card clicks', () => {
  const vote = {
    card_type: 'vote_interaction',
    main_title: { title: '签收' },
    task_id: 't1',
    checkbox: { question_key: 'read', option_list: [{ id: 'yes', text: '已读' }] },
    submit_button: { text: '提交', key: 'ack' },
  }

  it('a click on a card sends its key, task, a new response code and the selected options, in either spelling of OptionIds', async () => {
    const agentid = simulatorDefaults.agentId
    const sent = await kit.post('agent', 'message/send', {
      touser: 'zhang',
      msgtype: 'template_card',
      agentid,
      template_card: vote,
    })
    const click = { userid: 'zhang', taskId: 't1', key: 'ack', selected: [{ questionKey: 'read', optionIds: ['yes'] }] }
    await kit.callControlApi('/cards/click', click)
    await deliveredEvents()
    expect(receiver.received[0]?.event).toMatchObject({ EventKey: 'ack', TaskId: 't1', CardType: 'vote_interaction' })
    expect(receiver.received[0]?.event.ResponseCode).not.toBe(sent.response_code)
    expect(receiver.received[0]?.xml).toContain('<OptionIds><OptionId><![CDATA[yes]]></OptionId></OptionIds>')
    await kit.callControlApi('/switches', { optionIdSpelling: 'OpitonId' })
    await kit.callControlApi('/cards/click', click)
    await deliveredEvents()
    expect(receiver.received[1]?.xml).toContain('<OpitonIds><OpitonId><![CDATA[yes]]></OpitonId></OpitonIds>')
  })
})

describe('delivery', () => {
  it('an event is sent four times while the receiver does not respond 200', async () => {
    receiver.respondWith((_request, response) => void response.writeHead(500).end())
    await kit.callControlApi('/open-app', { userid: 'zhang' })
    await deliveredEvents()
    expect(outcomes()).toEqual([1, 2, 3, 4].map((attempt) => [attempt, 'answered', 500]))
    expect(new Set(receiver.received.map((callback) => callback.xml)).size).toBe(1)
  })

  it('with retryCallbackOnNon200 off, an event is sent once', async () => {
    await kit.callControlApi('/switches', { retryCallbackOnNon200: false })
    receiver.respondWith((_request, response) => void response.writeHead(500).end())
    await kit.callControlApi('/open-app', { userid: 'zhang' })
    await deliveredEvents()
    expect(outcomes()).toEqual([[1, 'answered', 500]])
  })

  it('a receiver that does not respond is timed out, and the event is sent again', async () => {
    let isFirst = true
    receiver.respondWith((_request, response) => {
      if (!isFirst) response.writeHead(200).end()
      isFirst = false
    })
    await kit.callControlApi('/open-app', { userid: 'zhang' })
    await deliveredEvents()
    expect(outcomes()).toEqual([
      [1, 'timeout', null],
      [2, 'answered', 200],
    ])
  })

  it('an event is tried four times when the receiver is unreachable', async () => {
    receiver.stop()
    await kit.callControlApi('/open-app', { userid: 'zhang' })
    await deliveredEvents()
    expect(outcomes().map(([, outcome]) => outcome)).toEqual(Array.from({ length: 4 }, () => 'unreachable'))
  })

  it.each([
    ['dropped', []],
    ['duplicated', ['a', 'a', 'b', 'b']],
    ['delayed', ['a', 'b']],
    ['reordered', ['b', 'a']],
  ] as const)('with callbacks %s, the receiver gets the events a and b as %j', async (callbacks, order) => {
    await kit.callControlApi('/switches', { callbacks, callbackDelayMs: 5 })
    for (const userid of ['a', 'b']) kit.simulator.callbacks.send({ type: 'enter_agent', userid })
    await kit.simulator.callbacks.settle()
    const users = receiver.received.map((callback) => callback.event.FromUserName)
    // Only `reordered` has a fixed order: the others send concurrently, so only the number is checked.
    expect(callbacks === 'reordered' ? users : users.toSorted()).toEqual(order)
  })
})

describe('callback URL verification', () => {
  const verify = async () =>
    ((await (await kit.callControlApi('/callbacks/verify', {})).json()) as { app: { ok: boolean; reason: string } }).app

  it('callback URL verification accepts the plain echo string', async () =>
    expect(await verify()).toMatchObject({ ok: true }))

  it.each([
    ['quoted', (echo: string) => `"${echo}"`, 'echostr校验失败'],
    ['followed by a line break', (echo: string) => `${echo}\n`, 'echostr校验失败'],
  ])('callback URL verification rejects an echo string that is %s', async (_name, change, reason) => {
    receiver.respondWith((_request, response, echo) => void response.end(change(echo ?? '')))
    expect(await verify()).toMatchObject({ ok: false, reason: expect.stringContaining(reason) })
  })

  it('callback URL verification rejects a late response', async () => {
    receiver.respondWith(() => undefined)
    expect(await verify()).toMatchObject({ ok: false, reason: 'openapi回调地址请求不通过' })
  })
})
