import { z } from 'zod'
import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { findMember } from '../directory.ts'
import { get, post } from '../endpoint.ts'
import { refuse } from '../errors.ts'
import { isMemberVisible } from '../visibility.ts'
import { keydataOf, workbenchSchema, type WorkbenchData } from '../workbench.ts'
import type { SimulatorContext } from '../simulator-context.ts'

const requireOwnAgent = (context: SimulatorContext, agentId: number): void => {
  if (agentId !== context.state.app.agentId) refuse(301002)
}

const requireVisible = (context: SimulatorContext, userid: string): string => {
  const member = findMember(context.state.directory, userid)
  if (!member || !isMemberVisible(context.state, 'agent', member)) return refuse(60011)
  return member.userid
}

type AppSetting = {
  name?: string | undefined
  description?: string | undefined
  redirect_domain?: string | undefined
  isreportenter?: 0 | 1 | undefined
  home_url?: string | undefined
}

/** Changes the app's own settings (doc 90228). Domain verification is not simulated. */
const setApp = (context: SimulatorContext, setting: AppSetting): void => {
  const { name, description, redirect_domain: trustedDomain, isreportenter, home_url: homeUrl } = setting
  if (name !== undefined && (name === '' || [...name].length > 32)) refuse(45022)
  if (description !== undefined && ([...description].length < 4 || [...description].length > 120)) refuse(45004)
  const changes = {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(trustedDomain !== undefined && { trustedDomain }),
    ...(isreportenter !== undefined && { reportsEntering: isreportenter === 1 }),
    ...(homeUrl !== undefined && { homeUrl }),
  }
  Object.assign(context.state.app, changes)
  context.record({ effect: 'app.set', fields: Object.keys(changes) })
  context.changed('member')
}

/** Refuses a custom tile that the admin has not allowed in the console (doc 92535). */
const requireCustomTile = ({ state }: SimulatorContext): void => {
  if (!state.app.customTile) refuse(state.switches.tileNotAllowedCode)
}

const setData = (context: SimulatorContext, userids: string[], data: WorkbenchData): void => {
  const { template } = context.state.workbench
  if (template?.type !== data.type) refuse(40035, 'type differs from the template')
  const keys = new Set(template?.keydata?.items.map(({ key }) => key))
  if (data.keydata?.items.some(({ key }) => !keys.has(key))) refuse(40035, 'key is not in the template')
  for (const userid of userids) context.state.workbench.data[userid] = data
  context.record({ effect: 'workbench.data', to: userids, counts: keydataOf(data) })
  context.changed('chat')
}

/** Refuses set_workbench_data above 10 calls a minute for each member (doc 92535). */
const requireDataBudget = (context: SimulatorContext, userid: string): void => {
  const now = context.clock.nowMs()
  const recent = (context.state.workbench.setAtMs[userid] ?? []).filter((at) => at > now - MINUTE_MS)
  if (recent.length >= 10) refuse(45009)
  context.state.workbench.setAtMs[userid] = [...recent, now]
}

/** Refuses batch_set_workbench_data for more than 100,000 members a minute (doc 92535). */
const spendBatch = (context: SimulatorContext, members: number): void => {
  const minute = Math.floor(context.clock.nowMs() / MINUTE_MS)
  const { workbench, limits } = context.state
  const used = workbench.batch?.minute === minute ? workbench.batch.members : 0
  if (used + members > limits.tilesPerMinute) refuse(45009)
  workbench.batch = { minute, members: used + members }
}

const memberSchema = z.looseObject({ agentid: z.number().int(), userid: z.string() })

export const appEndpoints = [
  get('agent/get', {
    token: 'agent',
    query: z.looseObject({ agentid: z.coerce.number().int() }),
    handle: ({ context, query }) => {
      requireOwnAgent(context, query.agentid)
      const { app } = context.state
      return {
        agentid: app.agentId,
        name: app.name,
        square_logo_url: '',
        description: app.description,
        allow_userinfos: { user: app.visibleMembers.map((userid) => ({ userid })) },
        allow_partys: { partyid: app.visibleDepartments },
        allow_tags: { tagid: app.visibleTags },
        close: app.closed ? 1 : 0,
        redirect_domain: app.trustedDomain,
        report_location_flag: 0,
        isreportenter: app.reportsEntering ? 1 : 0,
        home_url: app.homeUrl,
      }
    },
  }),
  post('agent/set', {
    token: 'agent',
    body: z.looseObject({
      agentid: z.number().int(),
      name: z.string().optional(),
      description: z.string().optional(),
      redirect_domain: z.string().optional(),
      isreportenter: z.union([z.literal(0), z.literal(1)]).optional(),
      home_url: z.string().optional(),
    }),
    handle: ({ context, body }) => {
      requireOwnAgent(context, body.agentid)
      setApp(context, body)
      return {}
    },
  }),
  post('agent/set_workbench_template', {
    token: 'agent',
    body: workbenchSchema.extend({ agentid: z.number().int(), replace_user_data: z.boolean().optional() }),
    handle: ({ context, body }) => {
      requireOwnAgent(context, body.agentid)
      requireCustomTile(context)
      context.state.workbench.template = body
      if (body.replace_user_data) context.state.workbench.data = {}
      context.record({ effect: 'workbench.template', type: body.type })
      context.changed('chat')
      return {}
    },
  }),
  post('agent/get_workbench_template', {
    token: 'agent',
    body: z.looseObject({ agentid: z.number().int() }),
    handle: ({ context, body }) => {
      requireOwnAgent(context, body.agentid)
      const { app, workbench } = context.state
      return { ...((app.customTile ? workbench.template : null) ?? { type: 'normal' }) }
    },
  }),
  post('agent/set_workbench_data', {
    token: 'agent',
    body: memberSchema.extend(workbenchSchema.shape),
    handle: ({ context, body: { userid, agentid, ...data } }) => {
      requireOwnAgent(context, agentid)
      requireCustomTile(context)
      const visibleUserid = requireVisible(context, userid)
      requireDataBudget(context, visibleUserid)
      setData(context, [visibleUserid], data)
      return {}
    },
  }),
  post('agent/batch_set_workbench_data', {
    token: 'agent',
    body: z.looseObject({
      agentid: z.number().int(),
      userid_list: z.array(z.string()).min(1).max(1000),
      data: workbenchSchema,
    }),
    handle: ({ context, body }) => {
      requireOwnAgent(context, body.agentid)
      requireCustomTile(context)
      const userids = body.userid_list.map((userid) => requireVisible(context, userid))
      spendBatch(context, userids.length)
      setData(context, userids, body.data)
      return {}
    },
  }),
  post('agent/get_workbench_data', {
    token: 'agent',
    body: memberSchema,
    handle: ({ context, body }) => {
      requireOwnAgent(context, body.agentid)
      const { data, template } = context.state.workbench
      const tile = data[requireVisible(context, body.userid)] ?? template
      return { data: (context.state.app.customTile ? tile : null) ?? { type: 'normal' } }
    },
  }),
]
