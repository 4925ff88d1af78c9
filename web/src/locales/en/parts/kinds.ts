import type { RequestType } from '@desk/shared/requests/types/index'
import type { RequestTypeMessages } from '../../zh-CN/parts/kinds.ts'
import { count, fields, names } from './phrases.ts'
import { progress, states } from './request-states.ts'

const infoChange: RequestTypeMessages = {
  tile: 'Change my details',
  pageTitle: 'Change of details',
  title: (changes, empty) => {
    const [first, ...others] = changes
    if (first && others.length === 0) return `${fields[first.field]}: ${first.to || empty}`
    return names(changes.map(({ field }) => fields[field]))
  },
  asks: (name, number) => `${name} requests ${count(number, 'change')}`,
  states: {
    ...states,
    decided: 'To be written',
    executing: 'Being written',
    done: 'In effect',
    failed: 'Not in effect',
  },
  progress: {
    ...progress,
    steps: {
      waiting: 'Approval',
      decided: 'Decided',
      write: 'Write to WeCom',
      written: 'Written',
      readBack: 'Verified',
    },
    decided: 'Decided, to be written',
    writing: 'Being written to WeCom',
    checking: 'Written, being verified',
    done: 'In effect',
    failed: 'Not completed; open to see the cause',
    withdrawn: 'Withdrawn, nothing was changed',
    refused: 'Refused, nothing was changed',
  },
  phases: {
    scheduled: { label: 'Scheduled', sentence: 'Approved, written on the effective date' },
    awaiting_proof: { label: 'Manual change', sentence: 'Waiting for the management department to change it manually' },
    guide_member: { label: 'With the member', sentence: 'Waiting for the member to change it in WeCom' },
    differs: {
      label: 'Verification failed',
      sentence: 'Written, but verification failed; the management department handles it',
    },
    disputed: { label: 'In review', sentence: 'Disputed by the applicant; the management department reviews it' },
  },
}

const groupCreate: RequestTypeMessages = {
  tile: 'Request a group',
  pageTitle: 'Group request',
  title: (changes, empty) => `Group: ${changes[0]?.to ?? empty}`,
  asks: (name) => `${name} requests a group`,
  states: {
    ...states,
    decided: 'To be created',
    executing: 'Being created',
    done: 'Created',
    failed: 'Not created',
  },
  progress: {
    ...progress,
    steps: {
      waiting: 'Approval',
      decided: 'Decided',
      write: 'Create in WeCom',
      written: 'Created',
      readBack: 'Verified',
    },
    decided: 'Approved, to be created',
    writing: 'Being created in WeCom',
    checking: 'Created, being verified',
    done: 'Created',
    failed: 'Creation failed; the group is not created twice',
    withdrawn: 'Withdrawn, no group was created',
    refused: 'Refused, no group was created',
  },
  phases: {
    by_hand: { label: 'Manual creation', sentence: 'Waiting for the management department to create it manually' },
  },
}

const policyExemption: RequestTypeMessages = {
  tile: 'Request an exemption',
  pageTitle: 'Exemption request',
  title: (changes, empty) => `Exemption: ${changes[0]?.to ?? empty}`,
  asks: (name) => `${name} requests an exemption`,
  states: { ...states, decided: 'To be recorded', executing: 'To be recorded', done: 'Exempt', failed: 'Not exempt' },
  progress: {
    ...progress,
    steps: { waiting: 'Approval', decided: 'Decided', write: 'Record', written: 'Recorded', readBack: 'Exempt' },
    decided: 'Approved, to be recorded',
    writing: 'Being recorded',
    checking: 'Being recorded',
    done: 'Exempt; to be signed when the exemption ends',
    failed: 'Approved after its last day, or there was nothing to sign any more',
    withdrawn: 'Withdrawn, no exemption',
    refused: 'Refused, please sign by the due date',
  },
  phases: {
    stopped: {
      label: 'To be recorded',
      sentence: 'Approved, but recording failed; the management department is handling it',
    },
  },
}

export const kinds: Record<RequestType, RequestTypeMessages> = {
  info_change: infoChange,
  group_create: groupCreate,
  policy_exemption: policyExemption,
}
