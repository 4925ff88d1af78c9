import { formatDiskSpace } from '../disk-space.ts'
import type { Messages } from '../messages.ts'
import { count } from './parts/phrases.ts'

const unknown = 'WeCom did not respond; unknown'

const selfCheck: Messages['self-check'] = {
  items: {
    database: {
      title: 'Database',
      where: '',
      meanwhile: '',
      texts: { fine: ({ version }) => `Fine, version ${version ?? ''}` },
    },
    storage: {
      title: 'Disk space',
      where: '',
      meanwhile:
        'New requests and settings are not accepted; approvals continue. Resumes automatically once space is free.',
      texts: {
        fine: ({ megabytes }) =>
          megabytes === undefined ? 'The database reports sufficient space' : `${formatDiskSpace(megabytes)} left`,
        ending: ({ megabytes }) => `Only ${formatDiskSpace(megabytes ?? '')} left; free up space soon`,
        full: ({ megabytes }) =>
          megabytes === undefined
            ? 'The database reports a full disk'
            : `Only ${formatDiskSpace(megabytes)} left; no new content is accepted`,
      },
    },
    proxy: {
      title: 'Reverse proxy',
      where: 'Environment variable TRUST_PROXY: the number of proxies; restart afterwards',
      meanwhile: 'Records contain the IP address of the proxy, and all members share one sign-in limit.',
      texts: {
        fine: 'No untrusted proxy',
        not_set: 'Requests carry X-Forwarded-For and TRUST_PROXY is not set; ignore this without a proxy',
      },
    },
    agent_secret: {
      title: 'App secret',
      where: 'Apps → WeCom Desk → Secret',
      meanwhile: 'No sign-ins and no messages; submitted requests are kept and continue once fixed.',
      texts: {
        fine: 'A token can be obtained',
        wrong_secret: ({ errcode }) => `WECOM_AGENT_SECRET is wrong; WeCom returned ${errcode ?? ''}`,
        unreachable: 'WeCom cannot be reached; check the network of the server',
        refused: ({ errcode }) => `WeCom refused with ${errcode ?? ''}`,
      },
    },
    trusted_ip: {
      title: 'Trusted IP',
      where: 'Apps → WeCom Desk → Trusted company IP',
      meanwhile: 'No sign-ins and no messages; submitted requests are kept and continue once fixed.',
      texts: {
        fine: 'The IP address of the server is trusted',
        ip_refused: ({ ip }) => `Add ${ip ?? ''} to the list`,
        unknown,
      },
    },
    clock: {
      title: 'Server clock',
      where: '',
      meanwhile: 'Page signatures may be rejected; member pickers use a plain list.',
      texts: {
        fine: 'In sync with WeCom',
        skewed: ({ seconds }) => `${seconds ?? ''} s off from WeCom; turn on time synchronization`,
        unknown: 'No response of WeCom to compare with yet',
      },
    },
    app_open: {
      title: 'App enabled',
      where: 'Apps → WeCom Desk → Enabled',
      meanwhile: 'No sign-ins.',
      texts: { fine: 'Enabled', closed: 'The app is disabled', unknown },
    },
    visible_range: {
      title: 'Visible range',
      where: 'Apps → WeCom Desk → Visible range',
      meanwhile: 'Members outside the range cannot enter; creating groups needs the whole company. The rest works.',
      texts: {
        fine: 'The whole company',
        no_root: 'The root department is not selected; groups cannot be created',
        tags_unread: 'The root department is not selected; groups cannot be created',
        not_set: 'The visible range is not set',
        departures_held: ({ people }) =>
          `Members out of the range at once, not treated as having left: ${people ?? ''}; see Directory sync`,
        unknown,
      },
    },
    trusted_domain: {
      title: 'Trusted domain',
      where: 'Apps → WeCom Desk → Web authorization and JS-SDK',
      meanwhile: 'No sign-ins.',
      texts: {
        fine: ({ found }) => `${found ?? ''}, matches PUBLIC_URL`,
        not_set: ({ wanted }) => `Not set; enter ${wanted ?? ''}`,
        other_domain: ({ wanted, found }) => `It is ${found ?? ''} and should be ${wanted ?? ''}, port included`,
        unknown,
      },
    },
    home_url: {
      title: 'App home page',
      where: 'Apps → WeCom Desk → App home page',
      meanwhile: 'The app cannot be opened from the workbench; links in messages work.',
      texts: {
        fine: 'Points to this app',
        not_set: ({ wanted }) => `Not set; enter ${wanted ?? ''}`,
        other_home: ({ wanted, found }) => `It is ${found ?? ''} and should be ${wanted ?? ''}`,
        unknown,
      },
    },
    app_callback: {
      title: 'App callback',
      where: 'Apps → WeCom Desk → Receive messages → API',
      meanwhile: 'Cards have no buttons; decisions are made on the page.',
      texts: {
        fine: ({ lastAt }) => `Working, last received ${lastAt ?? ''}`,
        not_set: 'WECOM_CALLBACK_TOKEN and AES_KEY are not set',
        never_received: 'Configured, nothing received yet; a member opening the app triggers it',
      },
    },
    jsapi_tickets: {
      title: 'Page signature tickets',
      where: '',
      meanwhile: 'Pages work; member pickers use a plain list.',
      texts: { fine: 'Available', refused: ({ errcode }) => `Not available; WeCom returned ${errcode ?? 'nothing'}` },
    },
    workbench_tile: {
      title: 'Workbench numbers',
      where: 'Apps → WeCom Desk → Workbench → Custom display',
      meanwhile: 'The workbench shows only the icon; see the numbers on the home page.',
      texts: {
        fine: 'Shows the numbers to approve and to sign',
        not_custom: 'Still the plain icon, not the key data type',
        refused: ({ errcode }) => `WeCom refused the setting; it returned ${errcode ?? 'nothing'}`,
      },
    },
    contacts_secret: {
      title: 'Contacts secret',
      where: 'Tools → Contacts sync → Secret, with the right to edit',
      meanwhile: 'Ops make changes manually in the admin console; requests close once verified.',
      texts: {
        fine: 'The directory can be edited',
        not_set: 'WECOM_CONTACTS_SECRET is not set',
        wrong_secret: ({ errcode }) => `WECOM_CONTACTS_SECRET is wrong; WeCom returned ${errcode ?? ''}`,
        read_only: 'Contacts sync is read-only; change it to edit',
        ip_refused: ({ ip }) => `Add ${ip ?? ''} to the trusted IPs of contacts sync`,
        unreachable: 'WeCom cannot be reached',
        refused: ({ errcode }) => `WeCom refused with ${errcode ?? ''}`,
      },
    },
    contacts_callback: {
      title: 'Contacts callback',
      where: 'Tools → Contacts sync → Event server',
      meanwhile: 'Disabled and departed accounts are detected at the next scheduled sync.',
      texts: {
        fine: ({ lastAt }) => `Working, last received ${lastAt ?? ''}`,
        not_set: 'WECOM_CONTACTS_CALLBACK_TOKEN and AES_KEY are not set',
        never_received: 'Configured, nothing received yet; a member joining, leaving or moving triggers it',
      },
    },
    calendar: {
      title: 'Working calendar',
      where: '',
      meanwhile: 'After that only weekends are days off; add holidays under “Calendar and quiet hours”.',
      texts: {
        fine: ({ year }) => `Holiday data until ${year ?? ''}`,
        ending: ({ year }) => `Holiday data ends in ${year ?? ''}; upgrade soon`,
        over: ({ year }) => `Holiday data ended in ${year ?? ''}; upgrade the app`,
      },
    },
    roles: {
      title: 'First administrators',
      where: 'Environment OPS_USERIDS, OPS_LEAD_USERIDS, HR_USERIDS, AUDITOR_USERIDS; restart afterwards',
      meanwhile: 'Without an operations lead the server prints a one-time code at start; entering it grants the role.',
      texts: {
        fine: 'All are active members',
        names_nobody: ({ userids }) => `No member has this userid: ${userids ?? ''}`,
        no_lead: ({ userids }) =>
          userids === undefined
            ? 'There is no operations lead'
            : `There is no operations lead. No member has this userid: ${userids}`,
        unknown: 'The directory has not been synced yet',
      },
    },
    on_call: {
      title: 'On-call numbers',
      where: '',
      meanwhile: 'Reporters see no number to call; only ops are notified of failed locks.',
      texts: { fine: ({ people }) => `People who can be called: ${people ?? ''}`, not_set: 'No on-call contacts' },
    },
    policies: {
      title: 'Policies',
      where: '',
      meanwhile: 'Members have nothing to sign.',
      texts: { fine: 'At least one policy is published', not_set: 'No policy has been published' },
    },
    access_gate: {
      title: 'Signature check of the two-step verification',
      where: '',
      meanwhile: 'Members entered WeCom without the signature check; see the audit log.',
      texts: {
        fine: 'No unchecked admission within the last hour',
        opened: ({ openings }) =>
          `${openings ?? ''} admitted without the signature check within the last hour; see the server log`,
      },
    },
    anchors: {
      title: 'Checkpoints of the evidence log',
      where: '',
      meanwhile:
        'Signatures and audit entries still enter the log; for days without a checkpoint outside the company nobody can prove that the whole log was not replaced.',
      texts: {
        fine: 'Sent to the auditors every day',
        not_set: 'No active auditor: nobody gets the daily checkpoint; grant the role of auditor',
        undelivered: ({ people }) =>
          people === undefined
            ? 'The last checkpoint was not sent yet; see “Message delivery” for the cause'
            : `Auditors who did not get the last checkpoint: ${people}; check the visible range of the app`,
        outdated: 'No new checkpoint for more than a day; see the server log',
        unstamped: ({ anchors }) =>
          `Checkpoints without a time stamp for more than a day: ${anchors ?? ''}; check the service that TSA_URL in the environment names`,
      },
    },
  },
  levels: { ok: 'OK', warn: 'To do', bad: 'Error' },
  allFine: 'All OK',
  problems: (bad, warn) =>
    [bad > 0 && count(bad, 'error'), warn > 0 && `${String(warn)} to do`].filter(Boolean).join(', '),
  checkedAt: (time) => `Checked ${time}; runs automatically once a day`,
  never: 'Not checked yet',
  inDoubt: 'Not reachable; the current state is unknown',
  lastAt: (time) => `Last checked ${time}`,
  run: 'Check now',
  running: 'Checking',
  where: 'Where to set it: ',
  goTo: 'Go to: ',
  meanwhile: 'Impact: ',
}

export default selfCheck
