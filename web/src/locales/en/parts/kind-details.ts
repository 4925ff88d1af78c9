import type { RequestMessages } from '../../zh-CN/requests.ts'
import type { RequestTypeDetails } from '../../zh-CN/parts/kind-details.ts'
import { count, fields, names } from './phrases.ts'

/** For a request of one item. */
const decidedAsWhole: Pick<RequestTypeDetails, 'decision' | 'decided'> = {
  decision: (agreed) => (agreed > 0 ? 'Approve' : 'Refuse'),
  decided: (agreed) => (agreed > 0 ? 'approved it' : 'refused it'),
}

const infoChange: RequestTypeDetails = {
  decision: (agreed, refused) => {
    if (refused === 0) return `Approve ${count(agreed, 'change')}`
    if (agreed === 0) return `Refuse ${count(refused, 'change')}`
    return `Approve ${String(agreed)}, refuse ${String(refused)}`
  },
  decided: (agreed, refused) => {
    if (refused === 0) return `approved ${count(agreed, 'change')}`
    if (agreed === 0) return `refused ${count(refused, 'change')}`
    return `approved ${String(agreed)}, refused ${String(refused)}`
  },
  requested: (number, refused, state) => {
    if (state === 'withdrawn' || state === 'refused') return 'Nothing changed'
    if (refused > 0) return `${String(number - refused)} approved, ${String(refused)} refused`
    return state === 'done' ? `${count(number, 'change')} made` : `You requested ${count(number, 'change')}`
  },
  withdrawLine: 'The request ends and nothing is changed; you can submit it again',
  refuseTitle: (item) => `Reason for refusing: ${fields[item]}`,
  lastStep: { todo: 'Verify', failed: 'Verification failed' },
  timeline: {
    write_started: 'Started writing to WeCom',
    written: 'Written to WeCom',
    already_so: 'WeCom already has the requested value',
    write_retried: 'Writing failed, will be retried',
    write_failed: 'Writing failed, stopped',
    done_by_hand: (who) => `${who} made the change manually in the admin console`,
    manual_asked: (list) =>
      `To be changed manually by the management department: ${names(list.map((field) => fields[field]))}`,
    read_back_equal: (number) => `Verified, ${count(number, 'change')} in effect`,
    read_back_differs: (list) =>
      list.length
        ? `Written, but verification failed: ${names(list.map((field) => fields[field]))}`
        : 'Written, but verification failed',
    closed: 'No dispute within seven days; closed',
    applicant_left: 'The applicant has left the company; the request ended without changes',
  },
}

const groupCreate: RequestTypeDetails = {
  ...decidedAsWhole,
  requested: () => 'Requested',
  withdrawLine: 'The request ends and no group is created',
  refuseTitle: () => 'Reason for refusing the group',
  lastStep: { todo: 'Verify', failed: 'Verification failed' },
  timeline: {
    write_started: 'Started creating the group in WeCom',
    written: 'Group created',
    already_so: 'The group already exists',
    write_retried: 'Creation failed, will be retried',
    write_failed: 'Creation failed, stopped',
    done_by_hand: (who) => `${who} created the group manually in WeCom`,
    manual_asked: () => 'To be created manually by the management department',
    read_back_equal: () => 'Verified: the group matches the request',
    read_back_differs: () => 'Verification failed: the group differs from the request',
    closed: 'The group request is closed',
    applicant_left: 'The applicant has left the company; the request ended without a group',
  },
}

const policyExemption: RequestTypeDetails = {
  ...decidedAsWhole,
  requested: () => 'Requested',
  withdrawLine: 'The request ends without an exemption; please sign by the due date',
  refuseTitle: () => 'Reason for refusing the exemption',
  lastStep: { todo: 'Record', failed: 'Not exempt' },
  timeline: {
    write_started: 'Started recording the exemption',
    write_retried: 'Recording failed, will be retried',
    write_failed: 'Recording failed, stopped',
    closed: 'Exemption recorded; the request is closed',
    applicant_left: 'The applicant has left the company; the request ended without an exemption',
  },
}

export const kindDetails: RequestMessages['kindDetails'] = {
  info_change: infoChange,
  group_create: groupCreate,
  policy_exemption: policyExemption,
}
