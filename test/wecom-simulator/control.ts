import { Hono } from 'hono'
import { z } from 'zod'
import { eventBurstSchema, planEventBurst } from './event-burst.ts'
import type { CallbackSender } from './callbacks.ts'
import { clickCard } from './card-click.ts'
import { createClockControl } from './control-clock.ts'
import { createConsole } from './control-console.ts'
import * as schemas from './control-schemas.ts'
import { setConsent } from './consent.ts'
import { findMember, membersOf } from './directory.ts'
import { refuse, WecomRefusal } from './errors.ts'
import { createEventStream, waitForEntries, type ChangeBus } from './events.ts'
import { faultSwitches } from './faults.ts'
import { applyGroupAction, groupsOf } from './group-chats.ts'
import { parseBody, type SimEnv } from './incoming-call.ts'
import { limitsSchema } from './limit-settings.ts'
import { budgetOf } from './message-budget.ts'
import { chatOf, directoryView, personasOf, tileOf } from './phone-view.ts'
import { secondWriterEntrySchema, setSecondWriter } from './second-writer.ts'
import { verifySignature } from './tickets.ts'
import { revokeTokens } from './tokens.ts'
import type { SimulatorContext } from './simulator-context.ts'

export type ControlDeps = { callbacks: CallbackSender; bus: ChangeBus; reset: () => void; addresses: () => unknown }

const parseCount = (text: string | undefined): number => (text !== undefined && /^\d+$/.test(text) ? Number(text) : 0)

const stateView = (context: SimulatorContext, deps: ControlDeps) => {
  const { state, clock } = context
  return {
    corp: { id: state.corp.id, name: state.corp.name },
    app: { ...state.app, secret: undefined },
    receivers: { app: state.receivers.app !== null, contacts: state.receivers.contacts !== null },
    switches: state.switches,
    limits: state.limits,
    secondWriter: { on: state.secondWriter.on },
    secondFactor: { on: state.tfa.on, url: state.tfa.url, scope: state.tfa.scope },
    faults: state.faults,
    faultSwitches: Object.entries(faultSwitches).map(([name, { label }]) => ({
      name,
      label,
      on: state.faults.some((fault) => fault.id.startsWith(`switch:${name}`)),
    })),
    tokensDead: state.tokens.length > 0 && state.tokens.every((token) => token.revokedWith !== null),
    personas: personasOf(context),
    addresses: deps.addresses(),
    clock: { nowMs: clock.nowMs(), movable: clock.advance !== undefined },
    counts: {
      members: membersOf(state.directory).length,
      calls: state.calls.length,
      callbacks: state.callbacks.length,
      ledger: state.effects.length,
      messages: state.messages.length,
    },
    seq: state.seq,
  }
}

/**
 * Routes that read the logs and the present state. Of a log, `after=12` returns later entries, `wait=2000` waits for the
 * first, and `last=50` returns the newest.
 */
const logRoutes = (context: SimulatorContext, { bus }: ControlDeps): Hono<SimEnv> => {
  const app = new Hono<SimEnv>()
  const logs = { calls: 'calls', callbacks: 'callbacks', ledger: 'effects' } as const
  for (const [name, key] of Object.entries(logs)) {
    app.get(`/${name}`, async (c) => {
      const after = parseCount(c.req.query('after'))
      const last = parseCount(c.req.query('last'))
      const entries = () => (context.state[key] as { seq: number }[]).filter((entry) => entry.seq > after)
      return c.json((await waitForEntries(bus, entries, parseCount(c.req.query('wait')))).slice(-last))
    })
  }
  return app
    .get('/members', (c) => c.json(directoryView(context).members))
    .get('/directory', (c) => c.json(directoryView(context)))
    .get('/chats/:userid', (c) => c.json(chatOf(context, c.req.param('userid'))))
    .get('/groups/:userid', (c) => c.json(groupsOf(context, c.req.param('userid'))))
    .get('/budgets/:userid', (c) => c.json(budgetOf(context, c.req.param('userid'))))
    .get('/tags', (c) => c.json(Object.values(context.state.tags)))
    .get('/workbench/:userid', (c) => c.json(tileOf(context, c.req.param('userid'))))
    .get('/events', (c) => createEventStream(c, bus))
}

const faultRoutes = (context: SimulatorContext): Hono<SimEnv> =>
  new Hono<SimEnv>()
    .post('/faults', async (c) => {
      const plan = await parseBody(c, schemas.faultPlanSchema)
      const id = context.newId('fault')
      context.state.faults.push({ id, plan: JSON.parse(JSON.stringify(plan)), seen: 0, hits: 0 })
      context.changed('fault')
      return c.json({ id }, 201)
    })
    .post('/faults/clear', (c) => {
      context.state.faults.length = 0
      context.changed('fault')
      return c.body(null, 204)
    })
    .post('/faults/switch', async (c) => {
      const { name, on } = await parseBody(c, schemas.faultSwitchSchema)
      context.state.faults = context.state.faults.filter((fault) => !fault.id.startsWith(`switch:${name}`))
      if (on) {
        context.state.faults.push(
          ...faultSwitches[name].plans.map((plan, index) => ({
            id: `switch:${name}:${index}`,
            plan: { ...plan },
            seen: 0,
            hits: 0,
          })),
        )
      }
      context.changed('fault')
      return c.body(null, 204)
    })
    .post('/switches', async (c) => {
      Object.assign(context.state.switches, await parseBody(c, schemas.switchesSchema))
      context.changed('fault')
      return c.json(context.state.switches)
    })
    .post('/second-writer', async (c) => {
      const { on } = await parseBody(c, z.object({ on: z.boolean() }))
      setSecondWriter(context, on)
      context.changed('fault')
      return c.body(null, 204)
    })
    .post('/second-writer/orders', async (c) => {
      context.state.secondWriter.orders.push(await parseBody(c, secondWriterEntrySchema))
      return c.body(null, 204)
    })
    .post('/limits', async (c) => {
      Object.assign(context.state.limits, await parseBody(c, limitsSchema.partial()))
      context.changed('fault')
      return c.json(context.state.limits)
    })
    .post('/tokens/kill', async (c) => {
      const { errcode, kind } = await parseBody(c, schemas.revokeTokensSchema)
      revokeTokens(context, errcode, kind)
      context.changed('fault')
      return c.body(null, 204)
    })

/** Routes that act as a member on the phone, and routes that control callback delivery. */
const phoneRoutes = (context: SimulatorContext, { callbacks }: ControlDeps): Hono<SimEnv> =>
  new Hono<SimEnv>()
    .post('/cards/click', async (c) => {
      const result = clickCard(context, await parseBody(c, schemas.clickSchema))
      return c.json(result, result.ok ? 200 : 409)
    })
    .post('/groups/act', async (c) => {
      applyGroupAction(context, await parseBody(c, schemas.groupActionSchema))
      return c.body(null, 204)
    })
    .post('/open-app', async (c) => {
      const { userid } = await parseBody(c, z.object({ userid: z.string() }))
      if (context.state.app.reportsEntering) context.notify({ type: 'enter_agent', userid })
      return c.body(null, 204)
    })
    .post('/consents', async (c) => {
      const { userid, fields } = await parseBody(c, schemas.consentSchema)
      setConsent(context, (findMember(context.state.directory, userid) ?? refuse(60111)).userid, fields)
      return c.body(null, 204)
    })
    .post('/callbacks/resend', (c) => {
      const last = context.state.callbacks.at(-1)
      if (last) callbacks.send(last.payload)
      return c.body(null, last ? 204 : 409)
    })
    .post('/callbacks/storm', async (c) => {
      const burst = await parseBody(c, eventBurstSchema)
      const { toSend, lost, duplicated } = planEventBurst(context, burst)
      callbacks.sendAll(toSend, burst.lanes)
      return c.json({ sent: toSend.length, duplicated, lost }, 202)
    })
    .post('/callbacks/settle', async (c) => {
      await callbacks.settle()
      return c.body(null, 204)
    })

/** Routes that the native side of the WebView calls through the gateway. */
const bridgeRoutes = (context: SimulatorContext): Hono<SimEnv> =>
  new Hono<SimEnv>()
    .post('/bridge/verify', async (c) => c.json(verifySignature(context, await parseBody(c, schemas.signatureSchema))))
    .post('/bridge/contacts', async (c) => {
      const { mode, selected } = await parseBody(c, schemas.pickSchema)
      const self = decodeURIComponent(c.req.header('x-wecom-persona') ?? '')
      const others = membersOf(context.state.directory).filter(
        (member) => member.userid !== self && !selected.includes(member.userid),
      )
      const userList = others
        .slice(0, mode === 'single' ? 1 : 2)
        .map((member) => ({ id: member.userid, name: member.name, avatar: '' }))
      return c.json({ suggestion: { departmentList: [], userList } })
    })

/** Serves `/__sim__/…` for the page, for tests and for curl. The app never calls it. */
export const createControl = (context: SimulatorContext, deps: ControlDeps): Hono<SimEnv> => {
  const app = new Hono<SimEnv>()
  app.onError((error, c) => {
    if (error instanceof WecomRefusal) return c.json({ errcode: error.errcode, errmsg: error.message }, 422)
    if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400)
    throw error
  })
  return app
    .get('/state', (c) => c.json(stateView(context, deps)))
    .post('/reset', (c) => {
      deps.reset()
      return c.body(null, 204)
    })
    .route('/', createClockControl(context))
    .route('/', createConsole(context, deps.callbacks))
    .route('/', logRoutes(context, deps))
    .route('/', faultRoutes(context))
    .route('/', phoneRoutes(context, deps))
    .route('/', bridgeRoutes(context))
}
