import { z } from 'zod'
import { faultSwitches, type FaultSwitch } from './faults.ts'
import { sensitiveFieldNames } from './sensitive-fields.ts'

const selection = {
  endpoint: z.string().min(1),
  nth: z.number().int().min(1).optional(),
  times: z.number().int().min(1).optional(),
}
const ms = z.number().int().min(0).max(600_000)

export const faultPlanSchema = z.discriminatedUnion('kind', [
  z.object({ ...selection, kind: z.literal('errcode'), errcode: z.number().int() }),
  z.object({
    ...selection,
    kind: z.literal('http'),
    status: z.number().int().min(200).max(599),
    body: z.string().optional(),
  }),
  z.object({ ...selection, kind: z.literal('timeout'), ms }),
  z.object({ ...selection, kind: z.literal('drop') }),
  z.object({ ...selection, kind: z.literal('done-then-dropped'), ms: ms.optional() }),
  z.object({ ...selection, kind: z.literal('slow'), ms }),
  z.object({ ...selection, kind: z.literal('kill-tokens'), errcode: z.union([z.literal(40014), z.literal(42001)]) }),
])

const switchNames = Object.keys(faultSwitches) as [FaultSwitch, ...FaultSwitch[]]
export const faultSwitchSchema = z.object({ name: z.enum(switchNames), on: z.boolean() })

export const switchesSchema = z
  .strictObject({
    disabledMemberOAuth: z.enum(['code', 'refused']),
    leftMember: z.enum(['gone', 'record']),
    outOfRangeCode: z.union([z.literal(60011), z.literal(60021), z.literal(60111)]),
    agentWriteCode: z.union([z.literal(48002), z.literal(60011)]),
    tileNotAllowedCode: z.union([z.literal(48002), z.literal(60011), z.literal(301002)]),
    refusedConsent: z.enum(['returns', 'stays']),
    contactsReads: z.enum(['refused', 'allowed']),
    sensitiveFields: z.enum(['omitted', 'empty', 'sent']),
    emptyInvalidFields: z.enum(['empty', 'omitted']),
    duplicateMessageId: z.enum(['fresh', 'same']),
    repeatedMessage: z.enum(['taskIdFirst', 'duplicateFirst']),
    departmentsPerMember: z.union([z.literal(20), z.literal(100)]),
    departmentNameLength: z.union([z.literal(64), z.literal(32)]),
    unknownDepartmentOnUpdate: z.enum(['refused', 'created']),
    foreignTagCode: z.union([z.literal(81011), z.literal(60011)]),
    subscribeOnCreate: z.boolean(),
    retryCallbackOnNon200: z.boolean(),
    unsubscribeOnApiDisable: z.boolean(),
    subscribeOnEnable: z.boolean(),
    optionIdSpelling: z.enum(['OptionId', 'OpitonId']),
    groupsWithoutRootCode: z.union([z.literal(60011), z.literal(48002)]),
    unknownGroupMembers: z.enum(['refused', 'left_out']),
    groupOwnerGone: z.enum(['stays', 'first_member']),
    callbacks: z.enum(['delivered', 'dropped', 'duplicated', 'delayed', 'reordered']),
    callbackDelayMs: ms,
    allowedIps: z.array(z.string()).nullable(),
    contactsAllowedIps: z.array(z.string()).nullable(),
  })
  .partial()

export const clickSchema = z.object({
  userid: z.string(),
  taskId: z.string(),
  key: z.string(),
  selected: z.array(z.object({ questionKey: z.string(), optionIds: z.array(z.string()) })).optional(),
})

const chatid = z.string()
const userid = z.string()
export const groupActionSchema = z.discriminatedUnion('act', [
  z.object({ act: z.literal('leave'), chatid, userid }),
  z.object({ act: z.literal('join'), chatid, userid }),
  z.object({ act: z.literal('own'), chatid, userid }),
  z.object({ act: z.literal('rename'), chatid, name: z.string() }),
  z.object({ act: z.literal('dissolve'), chatid }),
  z.object({ act: z.literal('make'), chatid, name: z.string(), owner: userid, userlist: z.array(userid) }),
])

export const revokeTokensSchema = z.object({
  errcode: z.union([z.literal(40014), z.literal(42001)]).default(42001),
  kind: z.enum(['agent', 'contacts']).optional(),
})

export const signatureSchema = z.object({
  kind: z.enum(['corp', 'agent']),
  corpId: z.string(),
  agentId: z.string().optional(),
  url: z.string(),
  timestamp: z.string(),
  nonceStr: z.string(),
  signature: z.string(),
})

export const pickSchema = z.object({ mode: z.enum(['single', 'multi']), selected: z.array(z.string()) })

export const appChangesSchema = z
  .strictObject({
    visibleDepartments: z.array(z.number().int()),
    visibleMembers: z.array(z.string()),
    visibleTags: z.array(z.number().int()),
    closed: z.boolean(),
    reportsEntering: z.boolean(),
    trustedDomain: z.string(),
    homeUrl: z.string(),
    sensitiveFields: z.array(z.enum(sensitiveFieldNames)),
    customTile: z.boolean(),
  })
  .partial()

export const consentSchema = z.strictObject({ userid: z.string(), fields: z.array(z.enum(sensitiveFieldNames)) })

export const newDepartmentSchema = z.strictObject({
  id: z.number().int().optional(),
  name: z.string(),
  parentId: z.number().int(),
})
export const departmentUpdateSchema = z.strictObject({
  id: z.number().int(),
  name: z.string().optional(),
  parentId: z.number().int().optional(),
})

/** Members and departments that a tag gets or loses. */
export const tagNodesSchema = z.strictObject({
  tagid: z.number().int(),
  kind: z.enum(['add', 'remove']),
  users: z.array(z.string()).default([]),
  parties: z.array(z.number().int()).default([]),
})

/** Settings of 安全, 客户联系 and 企业邮箱, and the records that the console and the clients write. */
export const protectionSchema = z
  .strictObject({
    operationLog: z.boolean(),
    deviceManagement: z.boolean(),
    adminLog: z.boolean(),
    consoleOperator: z.string().nullable(),
    mailboxes: z.boolean(),
    customerContact: z.boolean(),
    customers: z.array(z.strictObject({ external_userid: z.string(), userid: z.string() })),
    notAvailableCode: z.union([z.literal(48002), z.literal(60011), z.literal(301002)]),
    operations: z.array(
      z.strictObject({ time: z.number().int(), userid: z.string(), oper_type: z.number().int(), ip: z.string() }),
    ),
    devices: z.array(
      z.strictObject({
        device_code: z.string(),
        userid: z.string(),
        type: z.union([z.literal(1), z.literal(2), z.literal(3)]),
        pc_name: z.string(),
      }),
    ),
  })
  .partial()

export const receiverSchema = z.object({
  target: z.enum(['app', 'contacts']),
  receiver: z.object({ url: z.string(), token: z.string(), aesKey: z.string() }).nullable(),
})
