import type { CallbackRecord } from './callback-log.ts'
import { envelopeXml, eventXml } from './callback-xml.ts'
import { callbackSignature, encryptCallback } from './crypto.ts'
import { targetOf, type CallbackTarget, type PlatformEvent } from './platform-events.ts'
import type { CallbackReceiver } from './state.ts'
import { nextSeq, type SimulatorContext } from './simulator-context.ts'

export type CallbackTiming = {
  /** Doc 90930: cut off after five seconds. */
  timeoutMs: number
  retryAfterMs: number
  /** Doc 90930: the echo must be answered within one second. */
  verifyWithinMs: number
}

export const documentedTiming: CallbackTiming = { timeoutMs: 5000, retryAfterMs: 1000, verifyWithinMs: 1000 }

const attempts = 4
const recordsKept = 5000

export type CallbackEdges = {
  timing: CallbackTiming
  randomBytes: (count: number) => Buffer
  sleep: (ms: number) => Promise<void>
}

export type CallbackSender = {
  send(event: PlatformEvent): void
  /** Many, in this order, no more than `lanes` at once, whatever the switch says. */
  sendAll(events: readonly PlatformEvent[], lanes: number): void
  /** Resolves when nothing is under way any more. */
  settle(): Promise<void>
  verify(target: CallbackTarget): Promise<VerifyResult>
}

type VerifyResult = { ok: boolean; status: number | null; reason: string }

type Delivery = { event: PlatformEvent; target: CallbackTarget; eventId: string }

export const createCallbackSender = (context: SimulatorContext, edges: CallbackEdges): CallbackSender => {
  const underWay = new Set<Promise<void>>()
  let heldBack: Delivery | null = null

  /** One after the other. */
  const start = (...deliveries: Delivery[]): void => {
    const run = deliveries
      .reduce((before, delivery) => before.then(() => deliver(context, edges, delivery)), Promise.resolve())
      .finally(() => underWay.delete(run))
    underWay.add(run)
  }

  const startLater = (delivery: Delivery): void => {
    const run = edges
      .sleep(context.state.switches.callbackDelayMs)
      .then(() => deliver(context, edges, delivery))
      .finally(() => underWay.delete(run))
    underWay.add(run)
  }

  /** The first waits for the second, which overtakes it; alone, it goes after the delay. */
  const startReordered = (delivery: Delivery): void => {
    if (heldBack) {
      const overtaken = heldBack
      heldBack = null
      return start(delivery, overtaken)
    }
    heldBack = delivery
    const run = edges
      .sleep(context.state.switches.callbackDelayMs)
      .then(() => {
        if (heldBack !== delivery) return undefined
        heldBack = null
        return deliver(context, edges, delivery)
      })
      .finally(() => underWay.delete(run))
    underWay.add(run)
  }

  return {
    send(event) {
      const target = targetOf(event)
      if (!context.state.receivers[target]) return
      const delivery = { event, target, eventId: context.newId('event') }
      switch (context.state.switches.callbacks) {
        case 'dropped':
          return void writeRecord(context, delivery, 1, { outcome: 'dropped' })
        case 'duplicated':
          start(delivery)
          return start(delivery)
        case 'delayed':
          return startLater(delivery)
        case 'reordered':
          return startReordered(delivery)
        case 'delivered':
          return start(delivery)
      }
    },
    sendAll(events, lanes) {
      const waiting = events
        .map((event) => ({ event, target: targetOf(event), eventId: context.newId('event') }))
        .filter(({ target }) => context.state.receivers[target])
        .values()
      const lane = async (): Promise<void> => {
        for (const delivery of waiting) await deliver(context, edges, delivery)
      }
      for (let at = 0; at < lanes; at += 1) {
        const run = lane().finally(() => underWay.delete(run))
        underWay.add(run)
      }
    },
    async settle() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
    verify: (target) => verifyReceiver(context, edges, target),
  }
}

const writeRecord = (
  context: SimulatorContext,
  { event, target, eventId }: Delivery,
  attempt: number,
  result: Pick<CallbackRecord, 'outcome'> & Partial<CallbackRecord>,
): CallbackRecord => {
  const record: CallbackRecord = {
    seq: nextSeq(context.state),
    at: context.clock.nowMs(),
    target,
    eventId,
    event: event.type,
    payload: event,
    attempt,
    status: null,
    ms: null,
    ...result,
  }
  context.state.callbacks.push(record)
  if (context.state.callbacks.length > recordsKept) context.state.callbacks.splice(0, recordsKept / 10)
  context.changed('callback')
  return record
}

const sealed = (context: SimulatorContext, edges: CallbackEdges, receiver: CallbackReceiver, plain: string) => {
  const encrypted = encryptCallback(plain, {
    aesKey: receiver.aesKey,
    receiveId: context.state.corp.id,
    prefix: edges.randomBytes(16),
  })
  const timestamp = String(Math.floor(context.clock.nowMs() / 1000))
  const nonce = String(edges.randomBytes(4).readUInt32BE())
  const signature = callbackSignature(receiver.token, timestamp, nonce, encrypted)
  return { encrypted, query: new URLSearchParams({ msg_signature: signature, timestamp, nonce }) }
}

/** One try and three retries. Every attempt is sealed anew; the event inside stays the same, its time included. */
const deliver = async (context: SimulatorContext, edges: CallbackEdges, delivery: Delivery): Promise<void> => {
  const { corp, app, switches } = context.state
  const xml = eventXml(delivery.event, {
    corpId: corp.id,
    agentId: app.agentId,
    createTime: Math.floor(context.clock.nowMs() / 1000),
    optionIdSpelling: switches.optionIdSpelling,
  })
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const receiver = context.state.receivers[delivery.target]
    if (!receiver) return
    if (attempt > 1) await edges.sleep(edges.timing.retryAfterMs)
    const record = writeRecord(context, delivery, attempt, { outcome: 'pending' })
    const { encrypted, query } = sealed(context, edges, receiver, xml)
    const body = envelopeXml(corp.id, delivery.target === 'app' ? app.agentId : null, encrypted)
    const result = await postOnce(`${receiver.url}?${query}`, body, edges.timing.timeoutMs)
    Object.assign(record, result)
    context.changed('callback')
    // A body is a passive reply; none is honoured for the events sent here (doc 90241).
    const failed = result.outcome !== 'answered' || (result.status !== 200 && switches.retryCallbackOnNon200)
    if (!failed) return
  }
}

type PostResult = Pick<CallbackRecord, 'outcome' | 'status' | 'ms'>

const postOnce = async (url: string, body: string, timeoutMs: number): Promise<PostResult> => {
  const startedAt = performance.now()
  const ms = () => Math.round(performance.now() - startedAt)
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'text/xml; charset=utf-8' },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    await answer.arrayBuffer()
    return { outcome: 'answered', status: answer.status, ms: ms() }
  } catch (error) {
    const timedOut = error instanceof DOMException && error.name === 'TimeoutError'
    return { outcome: timedOut ? 'timeout' : 'unreachable', status: null, ms: ms() }
  }
}

/** What the console does when an admin saves the URL: the plain echo, byte for byte, within a second. */
const verifyReceiver = async (
  context: SimulatorContext,
  edges: CallbackEdges,
  target: CallbackTarget,
): Promise<VerifyResult> => {
  const receiver = context.state.receivers[target]
  if (!receiver) return { ok: false, status: null, reason: 'not configured' }
  const echo = String(edges.randomBytes(6).readUIntBE(0, 6))
  const { encrypted, query } = sealed(context, edges, receiver, echo)
  query.set('echostr', encrypted)
  try {
    const signal = AbortSignal.timeout(edges.timing.verifyWithinMs)
    const answer = await fetch(`${receiver.url}?${query}`, { signal, redirect: 'manual' })
    const text = await answer.text()
    if (answer.status !== 200) return { ok: false, status: answer.status, reason: 'openapi回调地址请求不通过' }
    if (text !== echo)
      return { ok: false, status: 200, reason: 'echostr校验失败，请您检查是否正确解密并输出明文echostr' }
    return { ok: true, status: 200, reason: '' }
  } catch {
    return { ok: false, status: null, reason: 'openapi回调地址请求不通过' }
  }
}
