import type { closingTable as source } from '../../zh-CN/parts/closing-table.ts'
import { dayAndTime } from './exact.ts'

/** What a leaver hands over, as a table at a desk, and what must be complete before the account is disabled. */
export const closingTable: typeof source = {
  title: (count) => `Handover items: ${count}`,
  counts: {
    settled: (count) => `done ${count}`,
    accepted: (count) => `accepted ${count}`,
    offered: (count) => `waiting for an answer ${count}`,
    open: (count) => `nobody named ${count}`,
    automatic: (count) => `automatic ${count}`,
  },
  comma: ', ',
  columns: { item: 'What', heir: 'Who takes over', state: 'State', verification: 'Evidence' },
  verifications: {
    open: 'Nobody named',
    offered: 'Offered, waiting for an answer',
    declined: 'Declined',
    accepted: 'Accepted',
    done: 'Handed over',
    notRead: 'Handed over, not verified in WeCom',
    readBack: 'Handed over, verified in WeCom',
  },
  offeredAt: (at) => `offered ${dayAndTime(at)}`,
  acceptedAt: (at) => `accepted ${dayAndTime(at)}`,
  declinedAt: (at) => `declined ${dayAndTime(at)}`,
  recordedAt: (at) => `recorded ${dayAndTime(at)}`,
  readBackAt: (at) => `verified ${dayAndTime(at)}`,
  checks: {
    title: (done, all) => `Before the account is disabled: ${done} of ${all}`,
    done: 'Complete',
    missing: 'Missing',
    listed: 'Everything they hold was listed',
    listedAt: (at, count) => `Since ${dayAndTime(at)}, ${count} items`,
    cleaned: 'Stated that sensitive data was removed',
    confirmed: 'Confirmed by a second person',
    confirmedBy: (name, at) => `${name}, ${dayAndTime(at)}`,
    notConfirmed: 'Not confirmed yet',
    settled: (count) => `All ${count} items have a successor or end automatically`,
    unsettled: (count) => `${count} to go`,
    forced: 'Forced: disabled on time, whatever is missing',
  },
}
