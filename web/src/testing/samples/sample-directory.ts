import type { DirectoryHealth } from '@desk/shared/directory/directory-schemas'

/** A stopped synchronisation, an untrusted IP address, a refused secret and an API that WeCom limits. */
export const sampleDirectory: DirectoryHealth = {
  members: 1204,
  departments: 61,
  last: {
    startedAt: '2026-03-17T02:20:00.000Z',
    finishedAt: '2026-03-17T02:20:41.300Z',
    seconds: 41.3,
    members: 1204,
    departments: 61,
    calls: 62,
    claims: 2,
  },
  running: {
    startedAt: '2026-03-17T02:30:00.000Z',
    done: 12,
    departments: 61,
    members: 230,
    isWorking: false,
    lastError: '45009',
  },
  isAskedFor: false,
  drift: { joined: 3, left: 0, moved: 2, renamed: 0, leader: 0, status: 0, position: 0, departments: 0 },
  callbacks: { lastDay: 17, waiting: 0, lastAt: '2026-03-17T02:28:00.000Z' },
  secrets: [
    { name: 'agent_token', state: 'ok', errcode: null, until: null, addresses: ['101.43.2.7'] },
    { name: 'contacts_token', state: 'refused', errcode: 40001, until: '2026-03-17T03:30:00.000Z', addresses: [] },
  ],
  held: null,
  gates: [{ api: 'user/list', until: '2026-03-17T02:34:00.000Z' }],
}
