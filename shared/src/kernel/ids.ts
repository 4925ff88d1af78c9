import * as z from 'zod/mini'

/** Prefix of each type of id. Prefixes are stored: never change one. */
export const prefixes = {
  request: 'req',
  event: 'evt',
  grant: 'grt',
  card: 'crd',
  call: 'cal',
  apiKey: 'key',
  comment: 'cmt',
  attachment: 'att',
  delegation: 'dlg',
  session: 'ses',
  policy: 'pol',
  policyVersion: 'pov',
  signature: 'sig',
  signer: 'psn',
  question: 'que',
  exemption: 'exm',
  policyFile: 'pfl',
  roster: 'ros',
  group: 'grp',
  groupReport: 'grr',
  departureReport: 'dpr',
  incident: 'inc',
  incidentMessage: 'icm',
  incidentPicture: 'icp',
  accountBatch: 'acb',
  accountOpening: 'aco',
  closing: 'cls',
  handover: 'hov',
  campaign: 'cfc',
  confirmation: 'cfn',
  feedback: 'fbk',
  faq: 'faq',
  auditorLink: 'alk',
} as const

export type IdKind = keyof typeof prefixes
export type Id<K extends IdKind> = `${(typeof prefixes)[K]}_${string}`
export type RequestId = Id<'request'>
export type EventId = Id<'event'>
export type DelegationId = Id<'delegation'>
export type PolicyId = Id<'policy'>
export type GroupId = Id<'group'>
export type DepartureReportId = Id<'departureReport'>
export type IncidentId = Id<'incident'>
export type ClosingId = Id<'closing'>
export type HandoverId = Id<'handover'>
export type CampaignId = Id<'campaign'>
export type PolicyVersionId = Id<'policyVersion'>

/** Returns `body` with the prefix of its kind, such as `req_…`. */
export function makeId<K extends IdKind>(kind: K, body: string): Id<K> {
  return `${prefixes[kind]}_${body}`
}

/** Validates an id at a boundary; inside, the types keep `Id<'request'>` and `Id<'event'>` apart. */
export function idSchema<K extends IdKind>(kind: K) {
  return z.templateLiteral([`${prefixes[kind]}_`, z.string().check(z.regex(/^[0-9a-z]{6,32}$/))]) as z.ZodMiniType<
    Id<K>
  >
}

/**
 * A WeCom userid: 1–64 bytes of `[A-Za-z0-9_\-@.]`, first a letter or digit (doc 90195). WeCom ignores case, and
 * answers some calls in lower case.
 */
export const useridSchema = z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9_\-@.]{0,63}$/))

export { sameUserid } from './same-userid.ts'

/**
 * The number of a request or a case, or the code of a receipt, that people read to each other: eight Crockford base-32
 * characters, `K7Q2-91FD`.
 */
export const readableCodeSchema = z.string().check(z.regex(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/))
