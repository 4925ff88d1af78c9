import type { CallbackRecord } from './callback-log.ts'
import type { SimCall } from './call-log.ts'
import { directoryOf, type Company, type Persona } from './company.ts'
import type { Directory } from './directory.ts'
import type { Fault } from './faults.ts'
import { documentedLimits, emptyLimitUse, type Limits, type LimitUse } from './limit-settings.ts'
import { emptyGroupUse, type GroupChat, type GroupUse } from './group-state.ts'
import type { RecordedEffect } from './recorded-effects.ts'
import type { SimMedia } from './media-file.ts'
import type { ResponseCode, SimMessage } from './messages.ts'
import { defaultProtection, type Protection } from './protection.ts'
import { defaultSecondFactor, type SecondFactor } from './second-factor-setting.ts'
import { noSecondWriter, type SecondWriter } from './second-writer-state.ts'
import { type Consent, type SensitiveField, sensitiveFieldNames } from './sensitive-fields.ts'
import type { SimTag } from './tag-nodes.ts'
import type { TokenKind } from './token-kind.ts'
import { defaultSwitches, type Switches } from './behaviour-switches.ts'
import type { WorkbenchData, WorkbenchTemplate } from './workbench.ts'

export type IssuedToken = { value: string; kind: TokenKind; expiresAtMs: number; revokedWith: 40014 | 42001 | null }
type IssuedTicket = { value: string; expiresAtMs: number }

export type OAuthCode = {
  userid: string | null
  openid: string | null
  issuedAtMs: number
  used: boolean
  /** The fields that the member lets the app see; absent: the member was not asked, or refused. */
  granted?: SensitiveField[]
  /** Issued when a code with granted fields is exchanged; valid for half an hour (doc 91023). */
  ticket?: string
}

export type CallbackReceiver = { url: string; token: string; aesKey: string }

type SimApp = {
  agentId: number
  name: string
  description: string
  secret: string
  homeUrl: string
  /** `host:port` without a scheme, as in the console (doc 91335). */
  trustedDomain: string
  visibleDepartments: number[]
  visibleMembers: string[]
  /** Ids of tags. */
  visibleTags: number[]
  closed: boolean
  reportsEntering: boolean
  /** What the app may see of members who consent, as it is ticked in the console (doc 95833). A real app begins without any. */
  sensitiveFields: SensitiveField[]
  /** Whether the console allows 自定义展示 of the tile (doc 92535). A real app begins without it. */
  customTile: boolean
}

/** The state of the simulated WeCom, in plain JSON: a test can print, save and compare it. */
export type SimState = {
  corp: { id: string; name: string; contactsSecret: string; creator: string | null }
  app: SimApp
  receivers: { app: CallbackReceiver | null; contacts: CallbackReceiver | null }
  directory: Directory
  personas: Persona[]
  /** By id. */
  tags: Record<string, SimTag>
  media: Record<string, SimMedia>
  tfa: SecondFactor
  protection: Protection
  secondWriter: SecondWriter
  tokens: IssuedToken[]
  tickets: { corp: IssuedTicket | null; agent: IssuedTicket | null; fetchedAtMs: number[] }
  codes: Record<string, OAuthCode>
  /** By userid. */
  consents: Record<string, Consent>
  messages: SimMessage[]
  taskIds: Record<string, true>
  responseCodes: Record<string, ResponseCode>
  /** Times of the messages in the last hour by userid, for the limits that drop messages. */
  delivered: Record<string, number[]>
  /** Number of dropped messages by userid. */
  dropped: Record<string, number>
  /** By chatid. */
  groupChats: Record<string, GroupChat>
  groupUse: GroupUse
  workbench: {
    template: WorkbenchTemplate | null
    data: Record<string, WorkbenchData>
    setAtMs: Record<string, number[]>
    /** The number of members whose tile was set by batch calls in a minute. */
    batch?: { minute: number; members: number }
  }
  switches: Switches
  limits: Limits
  limitUse: LimitUse
  faults: Fault[]
  calls: SimCall[]
  callbacks: CallbackRecord[]
  effects: RecordedEffect[]
  /** The last sequence number of calls, callbacks and effects. One sequence shows their order. */
  seq: number
}

export type CorpOptions = {
  corpId: string
  contactsSecret: string
  app: { agentId: number; secret: string; name: string; homeUrl: string; trustedDomain: string }
  receivers: SimState['receivers']
  company: Company
  switches: Partial<Switches>
}

export const createState = (options: CorpOptions): SimState => ({
  corp: {
    id: options.corpId,
    name: options.company.name,
    contactsSecret: options.contactsSecret,
    creator: options.company.creator ?? null,
  },
  app: {
    ...options.app,
    description: '',
    visibleDepartments: [...options.company.visibleDepartments],
    visibleMembers: [...(options.company.visibleMembers ?? [])],
    visibleTags: [],
    closed: false,
    reportsEntering: true,
    sensitiveFields: [...sensitiveFieldNames],
    customTile: true,
  },
  receivers: structuredClone(options.receivers),
  directory: directoryOf(options.company),
  personas: [...(options.company.personas ?? [])],
  tags: {},
  media: {},
  tfa: defaultSecondFactor(),
  protection: defaultProtection(),
  secondWriter: noSecondWriter(),
  tokens: [],
  tickets: { corp: null, agent: null, fetchedAtMs: [] },
  codes: {},
  consents: {},
  messages: [],
  taskIds: {},
  responseCodes: {},
  delivered: {},
  dropped: {},
  groupChats: {},
  groupUse: emptyGroupUse(),
  workbench: { template: null, data: {}, setAtMs: {} },
  switches: { ...defaultSwitches, ...options.switches },
  limits: structuredClone(documentedLimits),
  limitUse: emptyLimitUse(),
  faults: [],
  calls: [],
  callbacks: [],
  effects: [],
  seq: 0,
})
