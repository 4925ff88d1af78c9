import type { Messages } from '../messages.ts'

const privacy: Messages['privacy']['privacy'] = {
  back: 'Home',
  intro: 'What WeCom Desk keeps, why, for how long, who sees it, and what you can ask for.',
  parts: (days) => [
    {
      title: 'What is kept',
      lines: [
        'Account, name, alias, departments, position, desk phone and status from the WeCom directory. No mobile number, mail, picture or place is read, and no chat.',
        'Your requests, how they were decided, and the cards and notices sent to you.',
        'When you signed in, with which browser and from which network (not the full IP address).',
        'An audit of who did what and when, without names and numbers in it.',
      ],
    },
    {
      title: 'Why',
      lines: [
        'To do what you ask for, to let the right people decide, to keep accounts safe, and to prove how things were done when asked. For nothing else.',
      ],
    },
    {
      title: 'For how long',
      lines: [
        `Sign-ins, callbacks and directory changes: ${String(days.log)} days, and never less than six months, as the law asks of network logs.`,
        `Desk phone, position and alias of people who left: cleared after ${String(days.contact)} days.`,
        `Signatures under policies stay; ${String(days.signer)} days after somebody left, the key to the name and the time of opening are destroyed, and they no longer say who signed.`,
        `Messages that were sent and links that were used: ${String(days.transient)} days.`,
        'Requests and audit are evidence and are not removed by themselves. Every day leaves a proof of how many rows were removed.',
      ],
    },
    {
      title: 'Who sees it',
      lines: [
        'You; whoever decides your request, that one only; the management department and the auditors, to do their work.',
        'Whoever has no part in your request sees a masked desk phone. When the management department looks at the full number, it is recorded.',
        'The data is on the company’s own servers and is given to nobody else.',
      ],
    },
    {
      title: 'What you can do',
      lines: [
        'See and take away all data about you at any time; correct it with “Change my details”; ask for an explanation or for deletion.',
      ],
    },
  ],
  contact: 'Whom to ask',
  contacts: (names) => `Management department: ${names}`,
  noContact: 'The company has not named a contact yet. Ask your department admin first.',
  myData: 'See my data',
}

const myData: Messages['privacy']['myData'] = {
  back: 'Privacy',
  intro: 'All data about you is here. Take a copy, for yourself or for whomever you choose.',
  counts: 'How much',
  sections: {
    member: 'Directory',
    roles: 'Roles',
    sessions: 'Sign-ins',
    requests: 'Requests',
    events: 'What happened to requests',
    candidacies: 'Asked to decide',
    guardians: 'Guardians',
    lostCases: 'My phone, reported lost',
    cards: 'Cards',
    notices: 'Notices',
    groups: 'Groups',
    openings: 'Policies opened',
    directoryChanges: 'Directory changes',
    downloads: 'Downloads',
    audit: 'Audit',
  },
  rows: (count) => String(count),
  export: 'Take a copy',
  exportHint: 'The link works for one minute and opens once. The file is about you: keep it where only you can see it.',
  html: 'To read (web page)',
  json: 'For programs (JSON)',
  ready: 'Ready. Use the link below',
  download: 'Download',
}

export default { privacy, myData }
