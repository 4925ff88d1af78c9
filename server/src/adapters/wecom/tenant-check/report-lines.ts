import { ipNotAllowedCodes, forbiddenCodes } from '../../../kernel/app-error.ts'
import * as wire from '../wire.ts'
import type { ProbeResult, TenantReport } from './check-tenant.ts'
import type { Difference } from './compare-shape.ts'
import type { CheckedTenant, Observation } from './observed-calls.ts'
import { probes } from './probes.ts'

const SECRETS = { app: 'WECOM_AGENT_SECRET', contacts: 'WECOM_CONTACTS_SECRET' } as const

/** Returns the sentences that are shown before anything is called. */
export function announcement({ apiBase, contactsSecret }: CheckedTenant): readonly string[] {
  const called = probes.filter(({ token }) => token === 'app' || contactsSecret !== undefined)
  return [
    `These calls go to ${apiBase}. Each only reads; nothing is written or sent:`,
    '  gettoken: a token for each secret',
    ...called.map(({ api, token, reads }) => `  ${api} (${SECRETS[token]}): ${reads}`),
  ]
}

/** Returns the report as text: the calls one by one, the open items that they settle, and the number of differences. */
export function reportLines({ results }: TenantReport): readonly string[] {
  const different = results.filter(({ verdict }) => verdict === 'differs')
  const settled = results.flatMap(({ settles, outcomes, api, token }) =>
    outcomes.length === 0 ? [] : settles.map((id) => `  ${id}  ${api} (${token}): ${outcomes.map(brief).join(', ')}`),
  )
  return [
    ...results.flatMap(resultLines),
    ...(settled.length === 0 ? [] : ['Answers to open items of docs/wecom-unsure.md:', ...settled]),
    different.length === 0
      ? 'No difference from what this version expects.'
      : `${String(different.length)} of ${String(results.length)} calls differ from what this version expects.`,
  ]
}

function resultLines({ verdict, api, token, reads, outcomes }: ProbeResult): readonly string[] {
  const mark = { 'as expected': 'ok     ', differs: 'DIFFERS', 'not called': '-      ' }[verdict]
  const [first] = outcomes
  const outcome = first ? `${brief(first)}${hintOf(first)}` : 'not called'
  return [
    `${mark} ${api} (${token}, ${reads}): ${outcome}`,
    ...outcomes.flatMap((each) => (each.kind === 'answered' ? each.differences.map(differenceLine) : [])),
  ]
}

const brief = (outcome: Observation['outcome']): string => {
  switch (outcome.kind) {
    case 'answered':
      return 'answered'
    case 'refused':
      return `refused with ${String(outcome.errcode)}`
    case 'unreachable':
      return { timeout: 'no answer in time', dropped: 'not reachable', bad_answer: 'not an answer of WeCom' }[
        outcome.reason
      ]
  }
}

function differenceLine({ path, kind, expected, found, count }: Difference): string {
  const times = count > 1 ? ` (${String(count)} times)` : ''
  switch (kind) {
    case 'missing':
      return `          ${path} is missing, ${expected ?? ''} expected${times}`
    case 'type':
      return `          ${path} is ${found ?? ''}, ${expected ?? ''} expected${times}`
    case 'value':
      return `          ${path} is ${found ?? ''}, which the documentation does not list${times}`
    case 'extra':
      return `          ${path} (${found ?? ''}) is not read by this version${times}`
  }
}

/** Returns what to do about a refusal that an operator can end. */
function hintOf(outcome: Observation['outcome']): string {
  if (outcome.kind === 'unreachable') return '. Check WECOM_API_BASE, DNS and the firewall.'
  if (outcome.kind !== 'refused') return ''
  const { errcode } = outcome
  if (ipNotAllowedCodes.includes(errcode))
    return '. Enter the address of this machine under 企业可信IP; it takes a minute.'
  if (wire.badSecretCodes.includes(errcode))
    return '. Company id and secret do not match, the secret was reset, or the app is stopped. It was not tried again.'
  if (wire.rateCodes.includes(errcode)) return '. Called too often; wait an hour.'
  if (errcode === wire.OTHER_AGENT_CODE) return '. WECOM_AGENT_ID is not the app of this secret.'
  if (forbiddenCodes.includes(errcode))
    return '. The secret has no right for this call, or the feature is off for this app.'
  return ''
}
