import type { FieldChangeView, Proof, Verdict } from '@desk/shared/requests/request-schemas'
import { InvalidInputError } from '../../kernel/app-error.ts'
import type { RequestTypeHandler } from './model/request-type.ts'
import type { RequestRow } from './model/request-queries.ts'

const agreed: Verdict = { verdict: 'agree' }

/** Returns what request types have in common whose requests are agreed to or refused as a whole, also on a card or in a list. */
export const decidedAsWhole = (
  item: FieldChangeView['field'],
): Pick<RequestTypeHandler, 'verdicts' | 'approveAll' | 'riskTest' | 'effectAt'> => ({
  verdicts(request, fields) {
    const verdict = fields[item]
    if (!verdict || Object.keys(fields).length > 1)
      throw new InvalidInputError('The request takes exactly one verdict', [
        { path: `fields.${item}`, code: 'verdict.missing' },
      ])
    return { ...request.outcome.verified, [item]: verdict }
  },
  approveAll: () => ({ [item]: agreed }),
  riskTest: async () => () => false,
  effectAt: () => null,
})

/** Returns the progress of a request that writes nothing in WeCom, so that nothing is read back there. */
export function unwrittenVerification({ state }: RequestRow): Proof {
  if (state === 'done') return { reached: 3, state: 'done' }
  if (state === 'failed') return { reached: 1, state: 'failed' }
  if (state === 'decided' || state === 'executing') return { reached: 1, state: 'running' }
  if (state === 'refused') return { reached: 1, state: 'stopped' }
  return { reached: 0, state: state === 'withdrawn' ? 'stopped' : 'waiting' }
}
