import { sha256 } from '../../../kernel/hash.ts'
import { ipNotAllowedCodes, WecomRefusedError, WecomUnreachableError } from '../../../kernel/app-error.ts'
import { wecomOver } from '../create-wecom.ts'
import * as wire from '../wire.ts'
import { type CheckedTenant, NoSecretError, type Observation, observeCalls } from './observed-calls.ts'
import { MissingSampleError, type Probe, type ProbeContext, probes } from './probes.ts'

export type ProbeResult = Pick<Probe, 'api' | 'token' | 'reads' | 'settles'> & {
  verdict: 'as expected' | 'differs' | 'not called'
  outcomes: readonly Observation['outcome'][]
}

/** Safe to pass on: holds names of APIs, fields and types, and codes. */
export type TenantReport = {
  /** Hash of the company id, by which a later report of the same company can be recognised. */
  tenant: string
  at: string
  results: readonly ProbeResult[]
}

/** Codes after which every further call would only be refused again, or would count as an attack. */
const finalCodes: readonly number[] = [...ipNotAllowedCodes, ...wire.badSecretCodes]

/** Runs the probes one after the other. `refusedAddress` is for the operator only: it is not in the report. */
export async function checkTenant(tenant: CheckedTenant, now: Date) {
  const { calls, observations, refusedAddress } = observeCalls(tenant)
  const wecom = wecomOver(
    calls,
    tenant.agentId,
    async (_name, fetchTicket) => (await fetchTicket()).value,
    () => null,
  )
  const context: ProbeContext = { wecom, calls, samples: {}, now }
  const results: ProbeResult[] = []
  for (const probe of probes) {
    const isRefused = observations.some(
      ({ token, outcome }) =>
        token === probe.token && outcome.kind === 'refused' && finalCodes.includes(outcome.errcode),
    )
    results.push(await runProbe(probe, context, observations, isRefused))
  }
  const tokens = observations.filter(({ api }) => api === 'gettoken').map(tokenResult)
  const report: TenantReport = {
    tenant: sha256(tenant.corpId).slice(0, 12),
    at: now.toISOString(),
    results: [...tokens, ...results],
  }
  return { report, refusedAddress: refusedAddress() }
}

/** Returns whether any call differs from what this version expects. */
export const hasDifferences = ({ results }: TenantReport): boolean =>
  results.some(({ verdict }) => verdict === 'differs')

function tokenResult({ api, token, outcome }: Observation): ProbeResult {
  const probe = { api, token, reads: 'a token for the calls below', settles: [] }
  return {
    ...probe,
    outcomes: [outcome],
    verdict: isExpected({ isAnswered: true, codes: [] }, outcome) ? 'as expected' : 'differs',
  }
}

async function runProbe(
  probe: Probe,
  context: ProbeContext,
  observations: readonly Observation[],
  isRefused: boolean,
): Promise<ProbeResult> {
  const { api, token, reads, settles } = probe
  const before = observations.length
  if (!isRefused) await probe.run(context).catch(ignoreObserved)
  const outcomes = observations
    .slice(before)
    .filter((seen) => seen.api === api)
    .map(({ outcome }) => outcome)
  return { api, token, reads, settles, outcomes, verdict: verdictOf(probe, outcomes) }
}

// What WeCom answered is recorded; anything else is an error of this program.
function ignoreObserved(error: unknown): void {
  const isObserved = [WecomRefusedError, WecomUnreachableError, NoSecretError, MissingSampleError].some(
    (errorClass) => error instanceof errorClass,
  )
  if (!isObserved) throw error
}

function verdictOf(probe: Probe, outcomes: readonly Observation['outcome'][]): ProbeResult['verdict'] {
  if (outcomes.length === 0) return 'not called'
  return outcomes.every((outcome) => isExpected(probe, outcome)) ? 'as expected' : 'differs'
}

function isExpected(
  { isAnswered, codes }: Pick<Probe, 'isAnswered' | 'codes'>,
  outcome: Observation['outcome'],
): boolean {
  switch (outcome.kind) {
    case 'answered':
      // Fields that the client does not read are listed, but are not a difference.
      return isAnswered && outcome.differences.every(({ kind }) => kind === 'extra')
    case 'refused':
      return codes.includes(outcome.errcode)
    case 'unreachable':
      return false
  }
}
