import type { CallbackRecord } from './callback-log.ts'
import { envelopeXml, eventXml } from './callback-xml.ts'
import { callbackSignature, encryptCallback } from './crypto.ts'
import { targetOf, type CallbackTarget, type PlatformEvent } from './platform-events.ts'
import type { CallbackReceiver } from './state.ts'
import { nextSeq, type SimulatorContext } from './simulator-context.ts'

export type CallbackTiming = {
  /** Five seconds (doc 90930). */
  timeoutMs: number
  retryAfterMs: number
  /** The echo string must be returned within one second (doc 90930). */
  verifyWithinMs: number
}

export const documentedTiming: CallbackTiming = { timeoutMs: 5000, retryAfterMs: 1000, verifyWithinMs: 1000 }

const MAX_ATTEMPTS = 4
const MAX_RECORDS = 5000

export type CallbackDeps = {
  timing: CallbackTiming
  randomBytes: (count: number) => Buffer
  sleep: (ms: number) => Promise<void>
}

export type CallbackSender = {
  send(event: PlatformEvent): void
  /** Sends the events in this order, at most `concurrency` at once. The switch `callbacks` does not apply. */
  sendAll(events: readonly PlatformEvent[], concurrency: number): void
  /** Resolves when no delivery is in progress. */
  settle(): Promise<void>
  verify(target: CallbackTarget): Promise<VerifyResult>
}

type VerifyResult = { ok: boolean; status: number | null; reason: string }

type Delivery = { event: PlatformEvent; target: CallbackTarget; eventId: string }

export const createCallbackSender = (context: SimulatorContext, deps: CallbackDeps): CallbackSender => {
  const inFlight = new Set<Promise<void>>()
  let deferred: Delivery | null = null

  /** Delivers these one after the other. */
  const start = (...deliveries: Delivery[]): void => {
    const run = deliveries
      .reduce((before, delivery) => before.then(() => deliver(context, deps, delivery)), Promise.resolve())
      .finally(() => inFlight.delete(run))
    inFlight.add(run)
  }

  const startLater = (delivery: Delivery): void => {
    const run = deps
      .sleep(context.state.switches.callbackDelayMs)
      .then(() => deliver(context, deps, delivery))
      .finally(() => inFlight.delete(run))
    inFlight.add(run)
  }

  /** Delivers events in pairs, the second before the first. A single event is sent after the delay. */
  const startReordered = (delivery: Delivery): void => {
    if (deferred) {
      const earlier = deferred
      deferred = null
      return start(delivery, earlier)
    }
    deferred = delivery
    const run = deps
      .sleep(context.state.switches.callbackDelayMs)
      .then(() => {
        if (deferred !== delivery) return undefined
        deferred = null
        return deliver(context, deps, delivery)
      })
      .finally(() => inFlight.delete(run))
    inFlight.add(run)
  }

  return {
    send(event) {
      const target = targetOf(event)
      if (!context.state.receivers[target]) return
      const delivery = { event, target, eventId: context.newId('event') }
      switch (context.state.switches.callbacks) {
        case 'dropped':
          return void addRecord(context, delivery, 1, { outcome: 'dropped' })
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
    sendAll(events, concurrency) {
      const queue = events
        .map((event) => ({ event, target: targetOf(event), eventId: context.newId('event') }))
        .filter(({ target }) => context.state.receivers[target])
        .values()
      const deliverQueue = async (): Promise<void> => {
        for (const delivery of queue) await deliver(context, deps, delivery)
      }
      for (let worker = 0; worker < concurrency; worker += 1) {
        const run = deliverQueue().finally(() => inFlight.delete(run))
        inFlight.add(run)
      }
    },
    async settle() {
      while (inFlight.size > 0) await Promise.all(inFlight)
    },
    verify: (target) => verifyReceiver(context, deps, target),
  }
}

const addRecord = (
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
  if (context.state.callbacks.length > MAX_RECORDS) context.state.callbacks.splice(0, MAX_RECORDS / 10)
  context.changed('callback')
  return record
}

const encryptFor = (context: SimulatorContext, deps: CallbackDeps, receiver: CallbackReceiver, plain: string) => {
  const encrypted = encryptCallback(plain, {
    aesKey: receiver.aesKey,
    receiveId: context.state.corp.id,
    prefix: deps.randomBytes(16),
  })
  const timestamp = String(Math.floor(context.clock.nowMs() / 1000))
  const nonce = String(deps.randomBytes(4).readUInt32BE())
  const signature = callbackSignature(receiver.token, timestamp, nonce, encrypted)
  return { encrypted, query: new URLSearchParams({ msg_signature: signature, timestamp, nonce }) }
}

/** Delivers an event with up to three retries. Each attempt is encrypted again; the event and its time stay the same. */
const deliver = async (context: SimulatorContext, deps: CallbackDeps, delivery: Delivery): Promise<void> => {
  const { corp, app, switches } = context.state
  const xml = eventXml(delivery.event, {
    corpId: corp.id,
    agentId: app.agentId,
    createTime: Math.floor(context.clock.nowMs() / 1000),
    optionIdSpelling: switches.optionIdSpelling,
  })
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const receiver = context.state.receivers[delivery.target]
    if (!receiver) return
    if (attempt > 1) await deps.sleep(deps.timing.retryAfterMs)
    const record = addRecord(context, delivery, attempt, { outcome: 'pending' })
    const { encrypted, query } = encryptFor(context, deps, receiver, xml)
    const body = envelopeXml(corp.id, delivery.target === 'app' ? app.agentId : null, encrypted)
    const result = await postOnce(`${receiver.url}?${query}`, body, deps.timing.timeoutMs)
    Object.assign(record, result)
    context.changed('callback')
    // The response body is ignored: these events accept no passive reply (doc 90241).
    const failed = result.outcome !== 'answered' || (result.status !== 200 && switches.retryCallbackOnNon200)
    if (!failed) return
  }
}

type PostResult = Pick<CallbackRecord, 'outcome' | 'status' | 'ms'>

const postOnce = async (url: string, body: string, timeoutMs: number): Promise<PostResult> => {
  const startedAt = performance.now()
  const ms = () => Math.round(performance.now() - startedAt)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'text/xml; charset=utf-8' },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    await response.arrayBuffer()
    return { outcome: 'answered', status: response.status, ms: ms() }
  } catch (error) {
    const timedOut = error instanceof DOMException && error.name === 'TimeoutError'
    return { outcome: timedOut ? 'timeout' : 'unreachable', status: null, ms: ms() }
  }
}

/** Checks a callback URL as the console does when an admin saves it: the receiver returns the plain echo string in time. */
const verifyReceiver = async (
  context: SimulatorContext,
  deps: CallbackDeps,
  target: CallbackTarget,
): Promise<VerifyResult> => {
  const receiver = context.state.receivers[target]
  if (!receiver) return { ok: false, status: null, reason: 'not configured' }
  const echo = String(deps.randomBytes(6).readUIntBE(0, 6))
  const { encrypted, query } = encryptFor(context, deps, receiver, echo)
  query.set('echostr', encrypted)
  try {
    const signal = AbortSignal.timeout(deps.timing.verifyWithinMs)
    const response = await fetch(`${receiver.url}?${query}`, { signal, redirect: 'manual' })
    const text = await response.text()
    if (response.status !== 200) return { ok: false, status: response.status, reason: 'openapi回调地址请求不通过' }
    if (text !== echo)
      return { ok: false, status: 200, reason: 'echostr校验失败，请您检查是否正确解密并输出明文echostr' }
    return { ok: true, status: 200, reason: '' }
  } catch {
    return { ok: false, status: null, reason: 'openapi回调地址请求不通过' }
  }
}
