import type { Words } from '../zh-cn.ts'
import { count, decided, fields, names } from './phrases.ts'

const causes: Record<string, string> = {
  '-1': 'WeCom was busy',
  timeout: 'WeCom did not answer',
  dropped: 'The connection broke',
}

export const states: Words['states'] = {
  draft: 'Draft',
  open: 'Waiting',
  returned: 'Returned',
  decided: 'To be written',
  executing: 'Being written',
  done: 'In effect',
  failed: 'Not in effect',
  withdrawn: 'Withdrawn',
  refused: 'Refused',
}

export const progress: Words['progress'] = {
  label: 'Progress',
  steps: {
    waiting: 'To decide',
    decided: 'Decided',
    write: 'Write to WeCom',
    written: 'Written',
    readBack: 'Read back equal',
  },
  waitingFor: (deciders) => (deciders.length ? `Waiting for ${names(deciders)}` : 'Waiting for a decision'),
  decided: 'Decided, to be written',
  writing: 'Being written to WeCom',
  checking: 'Written, being checked',
  done: 'Written and read back equal',
  partlyDone: 'What was approved is written and read back equal',
  waitingForYou: 'Waiting for you',
  returned: 'Sent back for you to mend',
  failed: 'Did not work out; open to see why',
  withdrawn: 'Withdrawn, nothing was changed',
  refused: 'Refused, nothing was changed',
  notches: (sentence, reached) => `Progress: ${sentence}; ${String(reached)} of 3 steps done`,
}

export const detail: Words['detail'] = {
  asks: (name, number) => `${name} asks for ${count(number, 'change')}`,
  number: (no) => `Request ${no}`,
  fields: 'Decide each change',
  actions: 'Actions',
  askedBefore: (to) => `It asked for “${to}” a moment ago`,
  agree: 'Approve',
  refuse: 'Refuse',
  agreed: 'Approved',
  refused: 'Refused',
  verdictOn: (field) => `${fields[field]}: approve or refuse`,
  seen: (number) =>
    `${count(number, 'change')} on screen. You approve exactly this; if it changes, you see the difference first.`,
  nowInWecom: 'In WeCom it now is',
  item: 'Field',
  asked: 'Asked',
  read: 'Read back',
  result: 'Result',
  equal: 'Equal',
  differs: 'Differs',
  mismatch: (field, asked, read) => `${fields[field]} differs: asked “${asked}”, read “${read}”`,
  proven: 'Not just “no error”: written, then read back. ',
  timeline: 'History',
  withdraw: 'Withdraw the request',
  withdrawSure: 'Tap again to withdraw',
  withdrawn: 'Withdrawn',
  decided: 'Your decision is noted',
  next: (number) => `Next, ${String(number)} to go`,
  backToWecom: 'Back to WeCom',
  backHome: 'Home',
  closeByHand: 'You can close this page now',
  changedMeanwhile: 'It has changed; see what is different first',
  takenBy: (name) => `Handled by ${name}; nothing left to do`,
  taken: 'Already handled; nothing left to do',
  failedNote: 'It did not work out. Below is what was tried and what was read.',
  sending: 'Submitting',
  gone: 'No such request',
  goneHint: 'It does not exist, or you cannot see it.',
}

export const reasons: Words['reasons'] = {
  title: (field) => `Why refuse: ${fields[field]}`,
  presets: {
    not_matching: 'Does not match the facts',
    needs_proof: 'Needs proof first',
    not_my_department: 'Not my department',
    other: 'Another reason',
  },
  text: 'One sentence for the applicant',
  done: 'Use this',
  cancel: 'Cancel',
  empty: 'Write a reason, so that the applicant knows what to do',
}

export const returnReasons: Words['returnReasons'] = {
  not_matching: 'Does not match the facts',
  incomplete: 'Not complete yet',
  needs_proof: 'Needs proof first',
  not_my_department: 'Not my department',
  other: 'Another reason',
}

export const timeline: Words['timeline'] = {
  you: 'You',
  someone: 'Somebody',
  submitted: (who) => `${who} submitted`,
  decided: (who, agreed, refused) => `${who} ${decided(agreed, refused)}`,
  withdrawn: (who) => `${who} withdrew`,
  write_started: 'Began writing to WeCom',
  written: 'Written to WeCom',
  writtenHint: 'It counts once it is read back',
  already_so: 'WeCom already has what was asked',
  write_retried: 'Not written, will try again',
  attempt: (attempt) => `try ${String(attempt)}`,
  retryAt: (time) => `next at ${time}`,
  read_back_equal: (number) => `Read back equal, ${count(number, 'change')} in effect`,
  read_back_differs: (list) =>
    list.length ? `Read back differs: ${names(list.map((field) => fields[field]))}` : 'Read back differs',
  write_failed: 'Not written, stopped',
  write_resumed: (who) => `${who} let it be tried again`,
  done_by_hand: (who) => `${who} entered it in the console by hand`,
  notice_undelivered: (who) => `The message did not reach ${who}`,
  between: ', ',
  inPlaceOf: (who, principal) => `${who} for ${principal}`,
  returned: (who) => `${who} sent it back`,
  resubmitted: (who) => `${who} submitted it again`,
  undone: (who) => `${who} took the decision back`,
  asked_next: (people) => `${names(people)} asked to confirm`,
  reassigned: (people) => (people.length ? `Now with ${names(people)}` : 'Approvers changed'),
  transferred: (who, people) => `${who} handed it to ${names(people)}`,
  urged: (who, number) => `${who} urged, time ${String(number)}`,
  escalated: (percent, people) =>
    people.length
      ? `${percent > 100 ? 'Overdue' : 'Due'}, ${names(people)} asked as well`
      : `${String(percent)}% of the time is over`,
  cause: (code) => causes[code] ?? `WeCom answered ${code}`,
}
