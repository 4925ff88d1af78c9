import { refusalClause } from '@desk/shared/requests/reasons'
import type { FieldChangeView, Verdict } from '@desk/shared/requests/request-schemas'

/** Returns a verdict as the page of a request shows it, a refusal with its clause; null: there is none yet. */
export function verdictView(verdict: Verdict | undefined, policyClause: string): FieldChangeView['verdict'] {
  if (!verdict) return null
  if (verdict.verdict === 'agree') return { agreed: true, reason: null }
  const { code, text } = verdict.reason
  return { agreed: false, reason: { code, text, clause: refusalClause(code, policyClause) } }
}
