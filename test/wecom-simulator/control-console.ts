import { Hono } from 'hono'
import { z } from 'zod'
import type { CallbackSender } from './callbacks.ts'
import { logConsoleOperation } from './console-log.ts'
import * as schemas from './control-schemas.ts'
import { parseBody, type SimEnv } from './incoming-call.ts'
import { joinByCode } from './join-code.ts'
import { activateMember } from './member-activation.ts'
import { deleteMember, updateMember } from './member-changes.ts'
import { leaveCompany } from './member-leaving.ts'
import { createMember, memberCreateSchema } from './member-create.ts'
import { memberUpdateSchema } from './member-update.ts'
import { createDepartment, deleteDepartment, updateDepartment } from './department-changes.ts'
import { secondFactorSchema } from './second-factor-setting.ts'
import { resetSecondFactor, secondFactorPage, setSecondFactor } from './second-factor.ts'
import { notifySubscriptionsOf } from './subscription.ts'
import { changeTagNodes, createTag } from './tags.ts'
import type { SimulatorContext } from './simulator-context.ts'

const useridSchema = z.object({ userid: z.string() })
const deletionSchema = z.object({ userid: z.string(), isDeparture: z.boolean().optional() })
const mobileSchema = z.object({ userid: z.string(), mobile: z.string() })
const departmentIdSchema = z.object({ id: z.number().int() })

const directoryRoutes = (context: SimulatorContext): Hono<SimEnv> =>
  new Hono<SimEnv>()
    .post('/console/member', async (c) => {
      updateMember(context, await parseBody(c, memberUpdateSchema), 'console')
      return c.body(null, 204)
    })
    .post('/console/member/mobile', async (c) => {
      updateMember(context, await parseBody(c, mobileSchema), 'member')
      return c.body(null, 204)
    })
    .post('/console/member/create', async (c) => {
      createMember(context, await parseBody(c, memberCreateSchema), 'console')
      return c.body(null, 204)
    })
    .post('/console/member/activate', async (c) => {
      activateMember(context, (await parseBody(c, useridSchema)).userid)
      return c.body(null, 204)
    })
    .post('/console/member/join', async (c) => {
      const person = await parseBody(c, z.object({ name: z.string(), mobile: z.string() }))
      return c.json({ userid: joinByCode(context, person) }, 201)
    })
    .post('/console/member/leave', async (c) => {
      leaveCompany(context, (await parseBody(c, useridSchema)).userid)
      return c.body(null, 204)
    })
    .post('/console/member/delete', async (c) => {
      const { userid, ...options } = await parseBody(c, deletionSchema)
      deleteMember(context, userid, 'console', options)
      return c.body(null, 204)
    })
    .post('/console/department', async (c) => {
      updateDepartment(context, await parseBody(c, schemas.departmentUpdateSchema), 'console')
      return c.body(null, 204)
    })
    .post('/console/department/create', async (c) =>
      c.json({ id: createDepartment(context, await parseBody(c, schemas.newDepartmentSchema), 'console') }, 201),
    )
    .post('/console/department/delete', async (c) => {
      deleteDepartment(context, (await parseBody(c, departmentIdSchema)).id, 'console')
      return c.body(null, 204)
    })
    .post('/console/tag/create', async (c) => {
      const { name } = await parseBody(c, z.object({ name: z.string() }))
      return c.json({ tagid: createTag(context, { name }, 'console') }, 201)
    })
    .post('/console/tag/nodes', async (c) => {
      const { tagid, kind, users, parties } = await parseBody(c, schemas.tagNodesSchema)
      return c.json(changeTagNodes(context, { tagid, kind, named: { users, parties } }, 'console'))
    })

/** Routes that act as an admin in the console, including the events that WeCom sends. */
export const createConsole = (context: SimulatorContext, callbacks: CallbackSender): Hono<SimEnv> =>
  new Hono<SimEnv>()
    .route('/', directoryRoutes(context))
    .post('/console/app', async (c) => {
      const changes = await parseBody(c, schemas.appChangesSchema)
      const { customTile } = context.state.app
      // A new visible range sends one event per affected member (doc 90240).
      notifySubscriptionsOf(context, () => void Object.assign(context.state.app, changes))
      if (changes.visibleDepartments || changes.visibleMembers || changes.visibleTags)
        logConsoleOperation(context, 'console', 'changeVisibleRange', `应用：${context.state.app.name}`)
      if (context.state.app.customTile !== customTile)
        context.notify({ type: 'switch_workbench_mode', mode: context.state.app.customTile ? 1 : 0 })
      context.changed('member')
      return c.body(null, 204)
    })
    .post('/console/receiver', async (c) => {
      const { target, receiver } = await parseBody(c, schemas.receiverSchema)
      context.state.receivers[target] = receiver
      return c.body(null, 204)
    })
    .post('/callbacks/verify', async (c) =>
      c.json({ app: await callbacks.verify('app'), contacts: await callbacks.verify('contacts') }),
    )
    .post('/console/second-factor', async (c) => {
      setSecondFactor(context, await parseBody(c, secondFactorSchema))
      return c.body(null, 204)
    })
    .post('/console/protection', async (c) => {
      Object.assign(context.state.protection, await parseBody(c, schemas.protectionSchema))
      return c.body(null, 204)
    })
    .post('/second-factor/open', async (c) =>
      c.json({ url: secondFactorPage(context, (await parseBody(c, useridSchema)).userid) }),
    )
    .post('/second-factor/lock', async (c) => {
      resetSecondFactor(context, (await parseBody(c, useridSchema)).userid)
      return c.body(null, 204)
    })
