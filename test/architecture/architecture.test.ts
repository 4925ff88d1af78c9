import { ownKindNames, requestKindNames } from '@desk/shared/requests/types/index'
import { describe, expect, it } from 'vitest'
import { importViolations, importRules, pathsIn, unresolvedImports, featureImportViolations } from './import-rules.ts'
import { findCycle, folderGraph, mutualFolders } from './cycles.ts'
import { moduleGraph } from './module-graph.ts'
import { pathExists, readText, sourceFiles, workspace } from './repository.ts'
import { classesStyledInMissingParts, duplicateClassStyles, undefinedCustomProperties } from './style-rules.ts'
import {
  urlsIn,
  injectionsOutsidePorts,
  fullFolders,
  namesWithoutBdi,
  journalViolations,
  longFiles,
  directUseridComparisons,
} from './text-rules.ts'
import { type Exceptions, modulesTakingAllDeps, useCaseViolations } from './use-cases.ts'

/** Use cases that need no authorisation or no record, with the reason. */
const exceptions: Exceptions = {
  withoutAuthorisation: {
    'server/src/features/delegations/create-delegation.ts': 'checks that the caller has decisions to delegate',
    'server/src/features/delegations/revoke-delegation.ts': 'checks that the caller is a party to it',
    'server/src/features/lost-device/report/replay-report-answer.ts': 'checks the ended session and its key',
    'server/src/features/lost-device/report/second-factor.ts': 'WeCom’s code identifies the member',
    'server/src/features/groups/registry/declare-group.ts': 'every member may declare a group as its owner',
    'server/src/features/callbacks/store-event.ts': 'WeCom’s signature is verified before',
    'server/src/features/incidents/reporting/report-incident.ts': 'every member may report',
    'server/src/features/incidents/reporting/report-unnamed.ts': 'the token of the day is checked by the route',
    'server/src/features/policies/signing/write-signatures.ts': 'members sign for themselves',
    'server/src/features/evidence-room/open-link.ts': 'the token of the link authorises',
    'server/src/features/session/open-session.ts': 'WeCom’s code identifies the member',
    'server/src/features/roles/claim-ops-lead.ts': 'no member holds a role yet; the code on the console authorises',
  },
  withoutRecord: {
    'server/src/features/accounts/entry/joiner-template.ts': 'hands out an empty sheet',
    'server/src/features/callbacks/store-event.ts': 'the stored callback is the record',
  },
}

/** The request engine and notifications, which most features use (ADR 3). */
const engine = ['requests', 'notifications']

/** The features that a feature may import: request types import the engine, pages what they show (ADR 3). */
const allowedFeatureImports = {
  // Its pages show what each request type adds.
  requests: ['notifications', 'info-change', 'groups', 'comments', 'delegations', 'pending-tasks'],
  'info-change': engine,
  // A violation that is reported to the management department is an incident.
  groups: [...engine, 'directory', 'incidents'],
  // Measures: reminding a group, locking an account.
  incidents: [...engine, 'groups', 'lost-device', 'feedback'],
  feedback: engine,
  custody: ['notifications'],
  // The independent contact of the incidents is granted no role by which they would stop being independent.
  roles: ['incidents'],
  // Reads the audit and the sessions.
  activity: ['audit', 'session'],
  'lost-device': engine,
  // The first day shows the policies to sign and the guardians; the end of an account hands over groups, ends guardianships and
  // moves requests on; a transfer is a change of information.
  accounts: [...engine, 'policies', 'groups', 'lost-device', 'incidents', 'info-change'],
  // After a signature it shows what is next; published answers stand at their clause.
  policies: [...engine, 'audit', 'pending-tasks', 'feedback'],
  comments: [...engine, 'info-change'],
  // Audience and departments of a campaign are those of a policy.
  confirmations: [...engine, 'policies'],
  callbacks: ['notifications'],
  directory: ['notifications'],
  'message-templates': ['notifications'],
  // Home shows what waits for the member; the card of the page 我的 also counts their sessions.
  home: [
    'pending-tasks',
    'self-check',
    'requests',
    'policies',
    'lost-device',
    'groups',
    'feedback',
    'incidents',
    'custody',
    'roles',
    'api-keys',
    'info-change',
    'confirmations',
    'session',
  ],
  workbench: ['policies'],
  'api-keys': ['policies', 'notifications'],
  // The evidence room shows the last checkpoint of the evidence log.
  'evidence-room': ['policies', 'audit'],
  // The refusal page shows the on-call members.
  session: ['lost-device', 'notifications'],
  // The self-check says whether the checkpoints of the evidence log reach the auditors.
  'self-check': ['audit'],
  // The page of the settings begins, on a phone, with what waits for the role and how far the newest policy is signed.
  settings: ['roles', 'self-check', 'api-keys', 'info-change', 'pending-tasks', 'policies'],
  downloads: ['accounts', 'audit', 'privacy', 'comments', 'policies', 'feedback', 'incidents', 'evidence-room', 'home'],
  delegations: engine,
  // Every page contains the data of its viewer.
  'page-rendering': ['home'],
}

const files = sourceFiles()
const graph = moduleGraph(files, workspace())

describe('the architecture of this repository', () => {
  it.each(importRules)('$from may not import $forbidden: $reason', (rule) => {
    expect(importViolations(graph, rule)).toEqual([])
  })

  it.each(importRules)('every file and folder that $from and $forbidden name exists', ({ from, except, forbidden }) => {
    const named = [from, except, forbidden].flatMap((pattern) => (pattern ? pathsIn(pattern) : []))
    expect(named.filter((path) => !pathExists(path))).toEqual([])
  })

  it('no file of the request engine names a request type', () => {
    const isEngine = /^(server\/src\/features|shared\/src)\/requests\/(?!types\/).*(?<!\.test)\.ts$/
    const names = [...requestKindNames, ...ownKindNames]
    const naming = [...files].filter(
      ([file, text]) => isEngine.test(file) && names.some((name) => text.includes(`'${name}'`)),
    )
    expect(naming.map(([file]) => file)).toEqual([])
  })

  it('routes describe their JSON by describeJson', () => {
    const withResolver = [...files].filter(
      ([file, text]) =>
        file.startsWith('server/src/features/') && /import \{[^}]*\bresolver\b[^}]*\} from 'hono-openapi'/.test(text),
    )
    expect(withResolver.map(([file]) => file)).toEqual([])
  })

  it('features import only the features that are listed for them', () => {
    expect(featureImportViolations(graph, allowedFeatureImports)).toEqual([])
  })

  it('every import of a workspace package is exported there', () => {
    expect(unresolvedImports(graph)).toEqual([])
  })

  it('no import cycle exists, including type imports', () => {
    expect(findCycle(graph)).toBeNull()
  })

  it('the folders of shared have no import cycle', () => {
    expect(findCycle(folderGraph(graph, 'shared/src/'))).toBeNull()
  })

  it('no two folders import each other', () => {
    const production = new Map([...graph].filter(([file]) => !file.includes('/testing/')))
    const found = ['server/src/', 'web/src/'].flatMap((root) => mutualFolders(folderGraph(production, root)))
    expect(found).toEqual([])
  })

  const webFiles = new Map([...files].filter(([file]) => file.startsWith('web/')))

  it('each CSS class is styled in one file', () => {
    expect(duplicateClassStyles(webFiles)).toEqual([])
  })

  it('only ports are provided and injected', () => {
    expect(injectionsOutsidePorts(webFiles)).toEqual([])
  })

  it('no page depends on the styles of another page', () => {
    expect(classesStyledInMissingParts(graph, webFiles)).toEqual([])
  })

  it('every custom property in CSS is defined', () => {
    expect(undefinedCustomProperties(webFiles)).toEqual([])
  })

  it('every use case that opens a transaction authorises and records', () => {
    expect(useCaseViolations(graph, exceptions)).toEqual([])
  })

  it('no use case takes all of Deps', () => {
    expect(modulesTakingAllDeps(graph)).toEqual([])
  })

  it('every name in a template is inside <bdi>', () => {
    expect(namesWithoutBdi(files)).toEqual([])
  })

  it('no file has more than 300 lines', () => {
    expect(longFiles(files)).toEqual([])
  })

  it('no folder of the product has more than 25 files besides tests, or 40 in the two folders of texts', () => {
    expect(fullFolders(files)).toEqual([])
  })

  it('userids are compared by sameUserid', () => {
    expect(directUseridComparisons(files)).toEqual([])
  })

  it('every migration is dated after the previous one', () => {
    const journal = JSON.parse(readText('server/drizzle/meta/_journal.json')) as { entries: [] }
    expect(journalViolations(journal.entries)).toEqual([])
  })

  it('only the newest snapshot of the schema is kept', () => {
    const { entries } = JSON.parse(readText('server/drizzle/meta/_journal.json')) as { entries: { idx: number }[] }
    const snapshots = entries.map(({ idx }) => `server/drizzle/meta/${String(idx).padStart(4, '0')}_snapshot.json`)
    expect(snapshots.filter(pathExists)).toEqual(snapshots.slice(-1))
  })

  it.each(['pnpm-lock.yaml', '.npmrc'])('%s contains no URL', (file) => {
    expect(urlsIn(readText(file))).toEqual([])
  })
})
