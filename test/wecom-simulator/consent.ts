import type { Context } from 'hono'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { escapeHtml, plainPage } from './html-page.ts'
import { type SensitiveField, sensitiveFieldLabels, sensitiveFieldNames } from './sensitive-fields.ts'
import type { SimulatorContext } from './simulator-context.ts'

/** How long a member is not asked again (doc 91335). */
const CONSENT_MS = 30 * DAY_MS

/** Stores what a member chose, on the page of the consent or later in the app's detail page (个人敏感信息授权管理). */
export const setConsent = (context: SimulatorContext, userid: string, fields: readonly SensitiveField[]): void => {
  context.state.consents[userid] = { fields: [...fields], atMs: context.clock.nowMs() }
  context.changed('member')
}

/**
 * Returns the fields that the member grants, in this call or within the last 30 days; `refused`: none, and the app gets no
 * ticket; null: the member has to be asked.
 */
export const consentOf = (
  c: Context,
  context: SimulatorContext,
  userid: string,
): readonly SensitiveField[] | 'refused' | null => {
  const answer = c.req.query('sim_consent')
  if (answer === 'no') return context.state.switches.refusedConsent === 'stays' ? null : 'refused'
  if (answer === 'yes') {
    const ticked = (c.req.queries('sim_field') ?? []).flatMap((names) => names.split(','))
    const fields = sensitiveFieldNames.filter((name) => ticked.includes(name))
    setConsent(context, userid, fields)
    return fields
  }
  const last = context.state.consents[userid]
  return last && context.clock.nowMs() - last.atMs < CONSENT_MS ? last.fields : null
}

/** Asks the member on a separate page, with a checkbox for each field that the admin opened. */
export const consentPage = (c: Context, opened: readonly SensitiveField[]): Response => {
  const url = new URL(c.req.url)
  const kept = [...url.searchParams]
    .filter(([name]) => !name.startsWith('sim_'))
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
  const ticks = opened.map(
    (name) =>
      `<li><label><input type="checkbox" name="sim_field" value="${name}" checked> ${sensitiveFieldLabels[name]}</label></li>`,
  )
  const button = (answer: string, text: string) => `<button name="sim_consent" value="${answer}">${text}</button>`
  const form = `<form action="${escapeHtml(url.pathname)}">${kept.join('')}<ul>${ticks.join('')}</ul>${button('yes', '同意')} ${button('no', '拒绝')}</form>`
  return c.html(plainPage('应用申请获取你的敏感信息', form))
}
