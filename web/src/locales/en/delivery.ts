import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { JobKind } from '@desk/shared/outbox/job-kinds'
import type { OutboxTopic } from '@desk/shared/outbox/outbox-topics'
import type { Messages } from '../messages.ts'
import { calendar } from './parts/calendar.ts'
import { duration, grouped } from './parts/phrases.ts'
import { messageTextNames } from './names/message-texts.ts'

const topics: Readonly<Record<OutboxTopic, string>> = {
  'info_change.apply': 'Write to WeCom',
  'info_change.prove': 'Verify manual changes',
  'request.next_step': 'Ask the next approver to confirm',
  'request.ladder': 'Remind approvers before the deadline',
  'requests.reroute': 'Reassign approvers after personnel changes',
  'card.pressed': 'Handle buttons pressed on cards',
  'notice.ask': 'Send cards to approvers',
  'notice.over': 'Update cards that were sent',
  'notice.taken': 'Notify that another approver decided',
  'notice.result': 'Notify of the result',
  'notice.comment': 'Notify of a comment',
  'notice.ops': 'Notify the management department to act',
  'notice.ops_over': 'Notify the management department that nothing is left to do',
  'notice.delegation': 'Notify of a delegation',
  'delegation.turn': 'A delegation begins or ends',
  'notice.digest': 'Daily digest',
  'workbench.tile': 'Numbers on the workbench',
  'callback.handle': 'Handle directory events',
  'directory.sync': 'Sync the directory',
  'audit.anchor': 'Send the daily checkpoint',
  'lost_device.prove': 'Lock the account of a lost device',
  'lost_device.unlock.prove': 'Unlock the account',
  'lost_device.ladder': 'Call the next contact about a lost device',
  'lost_device.tell': 'Notify of a lost device',
  'lost_device.over': 'Update cards about a lost device',
  'lost_device.expire': 'End reports without a decision',
  'lost_device.exposure': 'Check sign-ins since a phone was lost',
  'lost_device.exposure_late': 'Check again the sign-ins since a phone was lost',
  'lost_device.devices': 'Remove trusted devices',
  'lost_device.mailbox': 'Disable or restore the mailbox',
  'lost_device.guardian': 'Send guardian invitations',
  'policy.take_effect': 'A policy takes effect',
  'policy.round': 'Schedule policy notices',
  'group_create.make': 'Create a group in WeCom',
  'groups.apply': 'Change members, owner or name of a group',
  'groups.drift': 'Review the members of groups',
  'groups.tell': 'Send group notices',
  'groups.say': 'Announce a new owner in a group',
  'groups.over': 'Update cards about groups',
  'policy.mail': 'Send cards',
  'policy.mail_over': 'Update cards about policies',
  'incidents.tell': 'Send a message about an incident',
  'account.create': 'Create an account',
  'account.invite': 'Send invitations',
  'policy.exempt': 'Record an approved exemption',
  'partner.disable': 'Disable the account of a partner',
  'partner.enable': 'Enable the account of a renewed partner',
  'info_change.set_back': 'Check a value that was set back',
  'accounts.close.prove': 'Disable, enable or delete an account',
  'accounts.close.urgent': 'Disable an account immediately',
  'confirmations.ask': 'Start a data confirmation',
  'confirmations.tell': 'Ask members to confirm their data',
  'confirmations.over': 'Update cards of data confirmation',
  'feedback.tell': 'Send a message about feedback',
  'feedback.over': 'Update a card about feedback',
  'accounts.close.access': 'Remove trusted devices, disable or restore the mailbox',
  'accounts.offer.tell': 'Send an offer to take over',
  'accounts.offer.over': 'Update the card of an offer to take over',
  'feedback.askers': 'Notify the people who gave feedback',
  'custody.tell': 'Send an account confirmation',
  'session.tell': 'Send a notice of a new device',
  'lost_device.guardian_over': 'Update cards about guardians',
}

const causes: Readonly<Record<string, string>> = {
  '-1': 'WeCom is busy (-1)',
  '40001': 'The secret is invalid (40001)',
  '40013': 'The corp ID is wrong (40013)',
  '40014': 'The access token is invalid (40014)',
  '40091': 'The secret is invalid (40091)',
  '42001': 'The access token expired (42001)',
  '45009': 'Called too often (45009)',
  '48002': 'The app lacks the right for this call (48002)',
  '60011': 'The member is outside the visible range (60011)',
  '60020': 'The server’s IP is not trusted (60020)',
  '60021': 'The member is outside the visible range (60021)',
  '60111': 'No such member (60111)',
  '81013': 'All recipients are outside the visible range (81013)',
  '301042': 'The server’s IP is not trusted (301042)',
  timeout: 'WeCom did not respond',
  dropped: 'The connection was interrupted',
  bad_answer: 'The response of WeCom is invalid',
  internal: 'Internal error, see the log',
}
const advice: Readonly<Record<string, string>> = {
  '-1': 'Try again when WeCom is back.',
  '40014': 'Check the secrets in the self-check, then try again.',
  '42001': 'Check the secrets in the self-check, then try again.',
  '45009': 'The quota is used up: try again in the next period.',
  '48002': 'Grant the app the missing permission in WeCom’s console, then try again.',
  '60011': 'Add the members to the visible range of the app in WeCom’s console, then try again.',
  '60020': 'Add the server’s outgoing IP to the trusted IPs in WeCom’s console, then try again.',
  '60021': 'Add the members to the visible range of the app in WeCom’s console, then try again.',
  '60111': 'The member was removed from the directory; what need not arrive can be left.',
  '81013': 'Add the members to the visible range of the app in WeCom’s console, then try again.',
  '301042': 'Add the server’s outgoing IP to the trusted IPs in WeCom’s console, then try again.',
  timeout: 'Check the network from the server to WeCom, then try again.',
  dropped: 'Check the network from the server to WeCom, then try again.',
  bad_answer: 'Check whether a proxy changes the responses, then try again.',
  internal: 'Find the error in the log by the time it stopped; try again once it is fixed.',
}
const waits: Readonly<Record<string, string>> = {
  '40001': 'The secret is invalid (40001): replace it and restart, and this continues',
  '40013': 'The corp ID is wrong (40013): correct it and restart, and this continues',
  '40091': 'The secret is invalid (40091): replace it and restart, and this continues',
  '60020': 'The server’s IP is not trusted (60020): add it to the trusted IPs, and this continues',
  '301042': 'The server’s IP is not trusted (301042): add it to the trusted IPs, and this continues',
  quiet_hours: 'Quiet hours, deferred',
  rate: 'Many messages to this member within a minute, deferred',
  scheduled: 'Waits for its effective date',
}

const kinds: Readonly<Record<JobKind, string>> = {
  messages: 'Messages',
  people: 'Members and accounts',
  groups: 'Group chats',
  other: 'Other',
}

const took = (ms: number): string =>
  ms < MINUTE_MS ? `${String(Math.max(1, Math.ceil(ms / 100)) / 10)} s` : duration(Math.ceil(ms / MINUTE_MS))

const delivery: Omit<Messages['delivery'], 'fieldErrors'> = {
  outbox: {
    intro: 'Writes to WeCom and messages are queued and processed here.',
    paused: (who, when) => `Paused by ${who}, ${when}. Nothing is sent, and nothing is lost.`,
    restored: (when) =>
      `The database was restored from a backup of ${when} and is older than WeCom. Sending is paused, and sign-ins and one-time links are invalid. Review the following, then resume: every job is verified with WeCom first; completed work and sent messages are not repeated.`,
    restoredDetected: ' (Detected automatically.)',
    reconciling: 'Reconciling with WeCom',
    reconciled: (when) => `Reconciled with WeCom, ${when}`,
    reconciledEmpty: 'No writes to WeCom are pending.',
    reconciledTopic: (done, open, unknown) =>
      `${String(done)} done, ${String(open)} pending${unknown > 0 ? `, ${String(unknown)} could not be checked` : ''}`,
    pause: 'Pause delivery',
    pauseTitle: 'Pause writing and sending',
    pauseHint: 'Running jobs complete. After resuming, the work continues and nothing is lost.',
    resume: 'Resume delivery',
    topic: (topic) => (topics as Readonly<Record<string, string>>)[topic] ?? topic,
    columns: {
      topic: 'Job',
      due: 'Due',
      later: 'Later',
      inFlight: 'Under way',
      failing: 'Being retried',
      oldest: 'Oldest',
    },
    caption: 'Jobs by kind, with those for later',
    allDelivered: 'No backlog.',
    deadLetters: (number) => (number === 0 ? 'Stopped jobs' : `Stopped jobs: ${String(number)}`),
    noDeadLetters: 'No stopped jobs',
    remedies: {
      range: 'Show the visible range',
      address: 'How to add the trusted IP',
      secret: 'Check the secrets',
      check: 'Show the missing permission',
    },
    cause: (code) => causes[code] ?? `WeCom answered ${code}`,
    advice: (code) =>
      advice[code] ?? 'Look the error code up in WeCom’s developer center, remove the cause, then try again.',
    waits: (code) => (code === '' ? '' : (waits[code] ?? causes[code] ?? 'Waits for the next check')),
    causes: 'Why they stopped',
    count: (count) => String(count),
    retryOldest: (count) => `Try the oldest ${String(count)} again`,
    retryAll: (count) => (count === 1 ? 'Try it again' : `Try all ${String(count)} again`),
    backlog: (count, minutes) => `${String(count)} due, the oldest for ${duration(minutes)}.`,
    jobs: (count) =>
      count === 0
        ? 'Waiting or being retried'
        : count < 100
          ? `Waiting or being retried: ${String(count)}`
          : 'Waiting or being retried, the oldest 100',
    jobsFound: (count) => `Other messages and writes found: ${String(count)}`,
    noJobs: 'No message or write waits or is being retried.',
    jobColumns: { topic: 'Job', about: 'Subject', state: 'State', note: 'Note', attempts: 'Attempts', at: 'Time' },
    jobStates: { due: 'Due', running: 'Under way', retrying: 'Being retried', later: 'Later', done: 'Done' },
    jobAt: {
      due: (at) => `waits since ${at}`,
      running: (at) => `since ${at}`,
      retrying: (at) => `again ${at}`,
      later: (at) => `runs ${at}`,
      done: (at) => `done ${at}`,
    },
    letters: 'Stopped jobs',
    letterColumns: { topic: 'Job', about: 'Subject', cause: 'Cause', attempts: 'Attempts', stoppedAt: 'Stopped' },
    day: {
      done: (count) => `${String(count)} done in 24 hours`,
      once: 'First attempt',
      again: 'After retries',
      stopped: 'Stopped',
      from: 'From',
      asTable: 'Show as a table',
      finding: (done, stopped) =>
        `${String(done)} done in 24 hours, ${stopped === 0 ? 'none stopped' : `${String(stopped)} stopped`}`,
      partial: 'There were many jobs: only the newest 10,000 are counted.',
    },
    latency: {
      title: 'How long jobs take',
      finding: (median, most) => `Half were done within ${took(median)}, 95% within ${took(most)}`,
      hint: (counted, leftOut) =>
        `From the planned time, of ${String(counted)} ${counted === 1 ? 'job' : 'jobs'}` +
        (leftOut === 0 ? '.' : `; ${String(leftOut)} more were deferred or retried and are not counted.`),
      none: (leftOut) =>
        leftOut === 0
          ? 'No job of the last 24 hours can be counted.'
          : `All ${String(leftOut)} jobs done in the last 24 hours were deferred or retried, and are not counted.`,
      unknown: 'The times are not known; reload the page after the upgrade.',
      time: 'Time taken',
      count: 'Jobs',
      took,
      range: (from, to) => {
        if (to === null) return `${took(from)} or more`
        return from === 0 ? `under ${took(to)}` : `${took(from)}–${took(to)}`
      },
    },
    quota: {
      today: (count, isPartial) => `Sent today: ${isPartial ? 'at least ' : ''}${grouped(count)}, one per recipient. `,
      unknown: 'How many were sent today is not known; reload the page after the upgrade.',
      limit: 'WeCom allows 200 a day for each account of the account limit, which the admin console shows.',
      atLeast: (members, limit) =>
        `WeCom allows at least ${grouped(limit)} a day (${grouped(members)} members of the directory × 200).`,
    },
    pausedApi: (api, until) => `WeCom limits the calls of ${api}; they continue ${until}.`,
    kind: 'Kind',
    kinds,
    searchLetters: 'Name, request number or error code',
    noneFound: 'No job matches',
    noneFoundHint: 'Search by name, initials, the whole request number or the error code.',
    allLetters: 'Show all',
    noDeadLettersHint: 'Jobs that still fail after several attempts stop here, with the cause and what to do.',
    stopped: (number) => `${String(number)} stopped`,
    working: 'Working',
    retry: 'Try again',
    manual: 'Mark as completed manually',
    manualTitle: 'The job is closed only if WeCom agrees with it',
    manualAction: 'Check and close',
    manualReason: 'How it was done',
    refresh: 'Refresh',
    retried: 'Queued again',
    closed: 'WeCom agrees; closed',
  },
  calendar,
  texts: {
    intro: 'Changes apply from the next card. Names in braces are replaced by the actual content.',
    names: messageTextNames,
    changed: 'Changed',
    title: 'Title',
    subtitle: 'Subtitle',
    left: (number) => (number < 0 ? `${String(-number)} too many` : `${String(number)} left`),
    placeholders: (list) => `Available: ${list.map((name) => `{${name}}`).join(' ')}`,
    preview: 'Preview',
    source: 'WeCom Desk',
    save: 'Save',
    restore: 'Restore the default',
    saved: 'Saved, applies from the next card',
    choose: 'Message',
  },
}

const deliveryFieldErrors: Readonly<Record<string, string>> = {
  'text.unknown_placeholder': 'A name in braces is invalid',
  'text.too_long': 'Too long',
  'text.empty': 'Required',
  'text.unseen_signs': 'Contains invisible characters',
}

export default { ...delivery, fieldErrors: deliveryFieldErrors }
