import { createLink } from '../../features/evidence-room/create-link.ts'
import { clause, createPublishedPolicy, draftOf } from '../fixtures/policy.ts'
import type { Kit } from '../kit.ts'
import { type RoleCalls, type RolePeople, rowOf } from './role-call.ts'

const path = '/api/evidence-room'
const day = '2026-03-17'

/** Creates a published policy, and returns what a link to it contains. */
async function createLinkBody(kit: Kit, people: RolePeople) {
  const id = await createPublishedPolicy(kit, people, draftOf([clause('1')]))
  return { name: '外部审计', policies: [id], fromDay: day, toDay: day, days: 7 }
}

/** Commands of the evidence room, and the export of the overview. */
export const evidenceCalls: RoleCalls = {
  'POST /api/evidence-room/export': async (kit, people) => {
    const policy = await createPublishedPolicy(kit, people, draftOf([clause('1')]))
    return { by: people.author, path: `${path}/export`, body: { format: 'bundle', policy, day } }
  },
  'POST /api/overview/export': async (_kit, { author }) => ({
    by: author,
    path: '/api/overview/export',
    body: { format: 'xlsx' },
  }),
  'POST /api/evidence-room/links': async (kit, people) => ({
    by: people.lead,
    path: `${path}/links`,
    body: await createLinkBody(kit, people),
  }),
  'POST /api/evidence-room/links/:id/end': async (kit, people) => {
    const { view } = await createLink(kit.deps, people.lead, await createLinkBody(kit, people))
    return { by: people.lead, path: `${path}/links/${view.id}/end`, body: {}, row: rowOf('auditor_links', view.id) }
  },
}
