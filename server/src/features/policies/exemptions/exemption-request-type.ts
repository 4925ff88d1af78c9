import { exemptionRequest, type ExemptionRequestPayload } from '@desk/shared/policies/exemptions/exemption-request'
import { STOPPED } from '@desk/shared/requests/model/request-flow'
import { decidedAsWhole, unwrittenVerification } from '../../requests/decided-as-whole.ts'
import type { RequestTypeHandler } from '../../requests/model/request-type.ts'
import type { RequestRow } from '../../requests/model/request-queries.ts'
import { verdictText } from '../../requests/verdict-text.ts'
import { verdictView } from '../../requests/verdict-view.ts'
import { checkExemptionRequest } from './check-exemption-request.ts'

export const EXEMPT_TOPIC = 'policy.exempt'

export const payloadOf = ({ payload }: Pick<RequestRow, 'payload'>): ExemptionRequestPayload =>
  exemptionRequest.payload.parse(payload)

/** A member asks to be exempt from signing a policy; compliance or the lead of the management department decides. */
export const exemptionRequestType: RequestTypeHandler = {
  checkSubmit: (tx, applicant, payload, { clock, site, today }) =>
    checkExemptionRequest({ clock, site, db: tx }, applicant, exemptionRequest.payload.parse(payload), today),
  hashedContent: (payload) => exemptionRequest.hashedContent(exemptionRequest.payload.parse(payload)),
  ...decidedAsWhole('exemption'),
  nextStep: async () => null,
  targetId: (request) => payloadOf(request).policyId,
  changes: (request) => [
    {
      field: 'exemption',
      from: '',
      to: summaryOf(request),
      verdict: verdictView(request.outcome.verdicts['exemption'], exemptionRequest.policyClause),
      readBack: null,
    },
  ],
  effectTopic: EXEMPT_TOPIC,
  cards: {
    label: () => '申请豁免签收',
    requested: (request, applicant, department) => ({
      text: 'policy_exemption.ask',
      values: { applicant: applicant.name, department },
      rows: rowsOf(request),
    }),
    closed: (request, applicant, decider) => ({
      text: decider === null ? 'policy_exemption.withdrawn' : 'policy_exemption.over',
      values: { applicant: applicant.name, decider: decider ?? applicant.name, verdict: verdictText(request) },
      rows: rowsOf(request),
    }),
    result: (request, decider) => ({
      text: resultText(request),
      values: { decider, title: payloadOf(request).title },
      rows: rowsOf(request),
    }),
    stopped: 'policy_exemption.stopped_for_ops',
  },
  verification: unwrittenVerification,
}

function summaryOf(request: RequestRow): string {
  const { title, until, reason } = payloadOf(request)
  return `《${title}》到 ${until}，${reason}`
}

function rowsOf(request: RequestRow) {
  const { title, reason, until } = payloadOf(request)
  return [
    { name: '制度', value: title },
    { name: '理由', value: reason },
    { name: '到期', value: until },
  ]
}

function resultText({ state, phase }: RequestRow) {
  if (state === 'failed') return phase === STOPPED ? 'policy_exemption.stopped' : 'policy_exemption.failed'
  return state === 'refused' ? 'policy_exemption.refused' : 'policy_exemption.agreed'
}
