import { DAY_MS } from '@desk/shared/kernel/durations'
import { type DirectoryHealth, driftKinds, wecomSecretNames } from '@desk/shared/directory/directory-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { authorizeRole } from '../../access/authorize.ts'
import type { Deps } from '../../kernel/deps.ts'
import { heldDepartures } from '../../directory/held-departures.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import { listActiveRefusals, type WecomRefusal } from '../../kernel/wecom-refusals-queries.ts'
import * as queries from './health-queries.ts'
import { createSizeCache, type SizeCache } from './directory-size-cache.ts'
import { lastFinished } from '../../directory/last-run-queries.ts'
import { firstUnseenNames, type Run } from './sync-run-queries.ts'

/** Number of held members whom the page names. */
const HELD_NAMES = 10

/** Without `sizeCache` members and departments are counted. */
type HealthDeps = Pick<Deps, 'db' | 'clock'> & { site: Pick<Deps['site'], 'hasContactsSecret'>; sizeCache?: SizeCache }

/** Returns the state of the directory sync: counts, last and running sync, recent changes, and refusals by WeCom. */
export async function getDirectoryHealth(deps: HealthDeps, actor: MemberActor): Promise<DirectoryHealth> {
  authorizeRole(actor, 'ops')
  const { db } = deps
  const now = deps.clock.now()
  const dayAgo = new Date(now.getTime() - DAY_MS)
  const refusals = await listActiveRefusals(db, now)
  const running = await queries.findOpenRun(db)
  const { lastAt, ...callbacks } = await queries.countCallbacks(db, dayAgo)
  const last = lastSyncView(await lastFinished(db))
  const drift = driftView(await queries.countChangesSince(db, dayAgo))
  const size = await (deps.sizeCache ?? createSizeCache()).read(deps, { last, running, drift, lastAt })
  return {
    ...size,
    last,
    running: running && {
      startedAt: running.startedAt.toISOString(),
      done: running.position,
      departments: running.departments,
      members: running.members,
      isWorking: running.isWorking,
      lastError: running.lastError,
    },
    isAskedFor: await queries.isSyncRequested(db),
    drift,
    callbacks: { ...callbacks, lastAt: lastAt?.toISOString() ?? null },
    secrets: wecomSecretNames.map((name) => secretView(deps, name, refusals)),
    gates: refusals
      .filter(({ kind }) => kind === 'gate')
      .map(({ subject, until }) => ({ api: subject, until: until.toISOString() })),
    held: await heldView(db),
  }
}

async function heldView(db: Deps['db']): Promise<DirectoryHealth['held']> {
  const { held } = (await readSetting(db, heldDepartures)).value
  if (held === null) return null
  const { key, people, since, isConfirmed } = held
  const unseen = { since: null, before: new Date(held.before) }
  return { key, people, since, isConfirmed, names: await firstUnseenNames(db, unseen, HELD_NAMES) }
}

function lastSyncView(run: Run | null): DirectoryHealth['last'] {
  if (!run?.finishedAt) return null
  return {
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt.toISOString(),
    seconds: (run.finishedAt.getTime() - run.startedAt.getTime()) / 1000,
    members: run.members,
    departments: run.departmentIds.length,
    calls: run.calls,
    claims: run.claims,
  }
}

function driftView(rows: readonly { kind: string; count: number }[]): DirectoryHealth['drift'] {
  const counts = Object.fromEntries(driftKinds.map((kind) => [kind, 0])) as DirectoryHealth['drift']
  for (const { kind, count } of rows) {
    const name = driftKinds.find((driftKind) => driftKind === kind) ?? 'departments'
    counts[name] += count
  }
  return counts
}

function secretView(
  { site }: HealthDeps,
  name: (typeof wecomSecretNames)[number],
  refusals: readonly WecomRefusal[],
): DirectoryHealth['secrets'][number] {
  const refusal = refusals.find(({ kind, subject }) => kind === 'secret' && subject === name)
  const addresses = refusals
    .filter(({ kind, subject }) => kind === 'ip' && subject.startsWith(`${name} `))
    .map(({ subject }) => subject.slice(name.length + 1))
  const state = refusal ? 'refused' : 'ok'
  const isMissing = name === 'contacts_token' && !site.hasContactsSecret
  return {
    name,
    state: isMissing ? 'not_configured' : state,
    errcode: refusal?.errcode ?? null,
    until: refusal?.until.toISOString() ?? null,
    addresses,
  }
}
