import type { Messages } from '../messages.ts'
import { fileHint } from './parts/clause-hints.ts'

const privacy: Messages['privacy']['privacy'] = {
  back: 'Home',
  intro: 'What data WeCom Desk stores, for what purpose and how long, who can see it, and your rights.',
  parts: (days) => [
    {
      title: 'Stored data',
      lines: [
        'Account, name, alias, departments, position, office phone and status from the WeCom directory. Pictures, locations and chats are not read.',
        'Mobile numbers and email addresses are stored only where a request has them, or HR entered them to open your account. The management department enters the numbers of people on duty and of the independent contact. A data confirmation reads them with your consent and does not store them.',
        'Your requests, their approvals, and the cards and notices sent to you.',
        'The time, browser and network of your sign-ins (not the full IP address).',
        'An audit log of actions, without names and numbers.',
      ],
    },
    {
      title: 'Purpose',
      lines: [
        'To process and approve your requests, to protect accounts, and to provide evidence in reviews. No other use.',
      ],
    },
    {
      title: 'Retention',
      lines: [
        `Sign-ins, callbacks and directory changes: ${String(days.log)} days, at least six months as required by law for network logs.`,
        `Office phone, position and alias of people who left: cleared after ${String(days.contact)} days.`,
        `Policy signatures are kept; ${String(days.signer)} days after a member left, the key to the name and the opening times are destroyed, so that the signer can no longer be identified, and the words of their questions and the reasons for exemptions and due dates are cleared.`,
        `Reported incidents and violations in groups: text, pictures and reporter are deleted ${String(days.incident)} days after closing; of an anonymous report nothing is stored that leads to an account, but its time may allow conclusions.`,
        `Sent messages and used links: ${String(days.transient)} days.`,
        'Requests and the audit log are evidence and are not deleted automatically. The number of deleted rows is recorded every day.',
      ],
    },
    {
      title: 'Access',
      lines: [
        'You; the approvers of a request, for that request only; the management department and the auditors, for processing and reviews.',
        'Others see a masked office phone. The management department sees a number that it has to enter or check; when it views the full number otherwise, this is recorded.',
        'The data is on the company’s own servers and is not shared with third parties.',
      ],
    },
    {
      title: 'Your rights',
      lines: [
        'View and export “My data” at any time; correct it under “Change my details”; ask for an explanation, for other data about you or for deletion.',
      ],
    },
  ],
  contact: 'Contact',
  contacts: (names) => `Management department: ${names}`,
  noContact: 'The company has not named a contact yet. Ask your department admin.',
  myData: 'View my data',
}

const myData: Messages['privacy']['myData'] = {
  back: 'Privacy',
  intro:
    'The main data about you, ready to export. Comments, attachments, delegations, receipts and the like are on their own pages; ask the management department for anything else.',
  counts: 'Records',
  sections: {
    member: 'Directory',
    roles: 'Roles',
    sessions: 'Sign-ins',
    requests: 'Requests',
    events: 'Request history',
    candidacies: 'Requests to approve',
    guardians: 'Guardians',
    lostCases: 'Reports of my lost phone',
    cards: 'Cards',
    notices: 'Notices',
    groups: 'Groups',
    openings: 'Policies opened',
    questions: 'Questions about policies',
    exemptions: 'Exemptions from signing',
    dueDates: 'My signing periods',
    confirmations: 'Confirmations of my information',
    custody: 'Account confirmations',
    incidents: 'Reports with my name',
    groupReports: 'Violations I reported',
    feedback: 'My feedback',
    departures: 'Departures I reported',
    directoryChanges: 'Directory changes',
    downloads: 'Downloads',
    audit: 'Audit log',
  },
  rows: (count) => String(count),
  export: 'Export my data',
  exportHint: 'The link is valid for 1 minute and opens once. The file contains personal data: store it safely.',
  html: 'Web page',
  json: 'JSON',
  ready: 'Ready. Use the link below',
  download: 'Download',
  fileHint,
}

export default { privacy, myData }
