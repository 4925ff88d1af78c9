import type { AdoptingFlow } from '@desk/shared/accounts/adopting-flows'
import { isAboutAccounts } from '@desk/shared/accounts/console-schemas'
import { actorName, type SystemActor } from '@desk/shared/identity/actor'
import { SECOND_MS } from '@desk/shared/kernel/durations'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { AdoptionDeps, ConsoleRequest } from '../adopting-flow.ts'
import { hasNamesake, type InsertedOperation, saveHandling } from './console-operation-queries.ts'
import { objectOf } from './handle-console-operation.ts'

const watcher: SystemActor = { kind: 'system', job: 'console.watch' }

type FlowRequest = ConsoleRequest & { flow: AdoptingFlow }

/**
 * Records the operations that a flow had asked people to do as adopted by that flow, and returns the others. Without the
 * contacts secret every account is created, disabled and deleted in the console: those operations do not bypass a flow.
 */
export async function adoptRequested(
  deps: AdoptionDeps & Pick<Deps, 'clock'>,
  tx: Tx,
  operations: readonly InsertedOperation[],
): Promise<readonly InsertedOperation[]> {
  const requests = await listRequests(deps, tx, operations)
  if (requests.length === 0) return operations
  const others: InsertedOperation[] = []
  for (const operation of operations) {
    const request = await findRequest(tx, operation, requests)
    if (request) await adopt(deps, tx, operation, request)
    else others.push(operation)
  }
  return others
}

async function listRequests(
  { adoptingFlows }: AdoptionDeps,
  tx: Tx,
  operations: readonly InsertedOperation[],
): Promise<FlowRequest[]> {
  const times = operations.flatMap(({ kind, at }) => (isAboutAccounts(kind) ? [at.getTime()] : []))
  if (times.length === 0) return []
  const since = new Date(times.reduce((earliest, time) => Math.min(earliest, time)))
  const requests: FlowRequest[] = []
  for (const flow of adoptingFlows)
    for (const request of (await flow.listConsoleRequests?.(tx, since)) ?? [])
      requests.push({ ...request, flow: flow.name })
  return requests
}

/** Returns the request that the operation fulfils: about the account that the log names, else about the only member of that name. */
async function findRequest(
  tx: Tx,
  { kind, at, details }: InsertedOperation,
  requests: readonly FlowRequest[],
): Promise<FlowRequest | null> {
  const { userid, name } = memberIn(details)
  const possible = requests.filter((request) => request.kind === kind && isWithin(request, at))
  if (userid !== null) return possible.find((request) => sameUserid(request.userid, userid)) ?? null
  const namesakes = possible.filter((request) => request.name === name)
  const [first] = namesakes
  if (!first || namesakes.some((request) => !sameUserid(request.userid, first.userid))) return null
  return (await hasNamesake(tx, first)) ? null : first
}

/** Returns whether an operation was done while its request was open. The log has whole seconds. */
const isWithin = ({ from, until }: ConsoleRequest, at: Date): boolean =>
  at.getTime() + SECOND_MS > from.getTime() && (until === null || at <= until)

/** Returns whom the log names, as in `姓名：郭𠮷；账号：guoji`. WeCom does not always name the account. */
function memberIn(details: string): { userid: string | null; name: string | null } {
  const parts = new Map(
    details.split(/[；;]/u).map((part) => {
      const [heading = '', ...rest] = part.split(/[：:]/u)
      return [heading.trim(), rest.join('：').trim()] as const
    }),
  )
  return { userid: parts.get('账号') ?? null, name: parts.get('姓名') ?? null }
}

async function adopt(
  { clock }: Pick<Deps, 'clock'>,
  tx: Tx,
  { id, operatorId }: InsertedOperation,
  { flow, userid }: FlowRequest,
): Promise<void> {
  const at = clock.now()
  await saveHandling(tx, id, { handledAt: at, handledBy: operatorId, outcome: 'adopted', flow, subjectId: userid })
  const entry = { at, actor: actorName(watcher), object: objectOf(id), details: { userid, flow } }
  await recordAudit(tx, { ...entry, action: 'console.adopted' })
}
