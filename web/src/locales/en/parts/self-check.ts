import { roomOf } from '../../disk-space.ts'
import type { Messages } from '../../messages.ts'

const unknown = 'WeCom gave no answer; not known for now'

export const selfCheck: Messages['settings']['check'] = {
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
      meanwhile: 'New requests and settings are not taken; approvals go on. It resumes by itself once there is room.',
      texts: {
        fine: ({ megabytes }) =>
          megabytes === undefined ? 'The database reports no lack of room' : `${roomOf(megabytes)} left`,
        ending: ({ megabytes }) => `Only ${roomOf(megabytes ?? '')} left; make room soon`,
        full: ({ megabytes }) =>
          megabytes === undefined
            ? 'The database says its disk is full'
            : `Only ${roomOf(megabytes)} left; nothing new is taken`,
      },
    },
    proxy: {
      title: 'Reverse proxy',
      where: 'Environment TRUST_PROXY: how many proxies are in front; restart afterwards',
      meanwhile:
        'Everybody seems to come from one address: the records hold the proxy’s, and sign-ins share one queue.',
      texts: {
        fine: 'No proxy is in front that is not believed',
        not_set: 'Requests carry X-Forwarded-For and TRUST_PROXY is not set; nothing to do if no proxy is in front',
      },
    },
    agent_secret: {
      title: 'App secret',
      where: 'Apps → WeCom Desk → Secret',
      meanwhile: 'Nobody can sign in and no message goes out; what was submitted is kept and continues.',
      texts: {
        fine: 'Gets a token',
        wrong_secret: ({ errcode }) => `WECOM_AGENT_SECRET is wrong; WeCom says ${errcode ?? ''}`,
        unreachable: 'WeCom cannot be reached; check the server’s way out',
        refused: ({ errcode }) => `WeCom refuses with ${errcode ?? ''}`,
      },
    },
    trusted_ip: {
      title: 'Trusted IP',
      where: 'Apps → WeCom Desk → Trusted company IP',
      meanwhile: 'Nobody can sign in and no message goes out; what was submitted is kept and continues.',
      texts: {
        fine: 'This server’s address may call',
        ip_refused: ({ ip }) => `Add ${ip ?? ''} to the list`,
        unknown,
      },
    },
    clock: {
      title: 'Server clock',
      where: '',
      meanwhile: 'Page signatures may be refused; pickers fall back to a plain list.',
      texts: {
        fine: 'Agrees with WeCom',
        skewed: ({ seconds }) => `${seconds ?? ''} s away from WeCom; switch time synchronisation on`,
        unknown: 'No answer of WeCom to compare with yet',
      },
    },
    app_open: {
      title: 'App enabled',
      where: 'Apps → WeCom Desk → Enabled',
      meanwhile: 'Nobody can sign in.',
      texts: { fine: 'Enabled', closed: 'The app is switched off', unknown },
    },
    visible_range: {
      title: 'Visible range',
      where: 'Apps → WeCom Desk → Visible range',
      meanwhile: 'Who is outside cannot enter; group chats wait for the whole company. The rest works.',
      texts: {
        fine: 'The whole company',
        no_root: 'The root department is not ticked: no group chats',
        not_set: 'No visible range is set',
        unknown,
      },
    },
    trusted_domain: {
      title: 'Trusted domain',
      where: 'Apps → WeCom Desk → Web authorisation and JS-SDK',
      meanwhile: 'Nobody can sign in.',
      texts: {
        fine: ({ found }) => `${found ?? ''}, as the setting PUBLIC_URL says`,
        not_set: ({ wanted }) => `Not set; enter ${wanted ?? ''}`,
        other_domain: ({ wanted, found }) => `It is ${found ?? ''} and should be ${wanted ?? ''}, port included`,
        unknown,
      },
    },
    home_url: {
      title: 'App home page',
      where: 'Apps → WeCom Desk → App home page',
      meanwhile: 'The workbench does not lead here; links in messages do.',
      texts: {
        fine: 'Leads here',
        not_set: ({ wanted }) => `Not set; enter ${wanted ?? ''}`,
        other_home: ({ wanted, found }) => `It is ${found ?? ''} and should be ${wanted ?? ''}`,
        unknown,
      },
    },
    app_callback: {
      title: 'App callback',
      where: 'Apps → WeCom Desk → Receive messages → API',
      meanwhile: 'Cards go out without buttons; the page is where things are decided.',
      texts: {
        fine: ({ lastAt }) => `Received, last at ${lastAt ?? ''}`,
        not_set: 'WECOM_CALLBACK_TOKEN and AES_KEY are not set',
        never_received: 'Set up; nothing has come yet. It comes when someone opens the app',
      },
    },
    jsapi_tickets: {
      title: 'Page signature tickets',
      where: '',
      meanwhile: 'Pages work; pickers fall back to a plain list.',
      texts: { fine: 'Fetched', refused: ({ errcode }) => `Not fetched; WeCom says ${errcode ?? 'nothing'}` },
    },
    workbench_tile: {
      title: 'Workbench numbers',
      where: 'Apps → WeCom Desk → Workbench → Custom display',
      meanwhile: 'The workbench shows the icon alone; the numbers are on the home page.',
      texts: {
        fine: 'Shows what waits for approval and for a signature',
        not_custom: 'Still the bare icon, not key data',
        refused: ({ errcode }) => `WeCom does not allow it; it says ${errcode ?? 'nothing'}`,
      },
    },
    contacts_secret: {
      title: 'Contacts secret',
      where: 'Tools → Contacts sync → Secret, with the right to edit',
      meanwhile: 'Changes are made by hand from a list; each closes itself once it reads back equal.',
      texts: {
        fine: 'May edit the contacts',
        not_set: 'WECOM_CONTACTS_SECRET is not set',
        wrong_secret: ({ errcode }) => `WECOM_CONTACTS_SECRET is wrong; WeCom says ${errcode ?? ''}`,
        read_only: 'Contacts sync may only read; change it to edit',
        ip_refused: ({ ip }) => `Add ${ip ?? ''} to the trusted IPs of contacts sync`,
        unreachable: 'WeCom cannot be reached',
        refused: ({ errcode }) => `WeCom refuses with ${errcode ?? ''}`,
      },
    },
    contacts_callback: {
      title: 'Contacts callback',
      where: 'Tools → Contacts sync → Event server',
      meanwhile: 'Disabled and departed accounts are noticed at the next scheduled reading at the latest.',
      texts: {
        fine: ({ lastAt }) => `Received, last at ${lastAt ?? ''}`,
        not_set: 'WECOM_CONTACTS_CALLBACK_TOKEN and AES_KEY are not set',
        never_received: 'Set up; nothing has come yet. It comes when somebody joins, leaves or moves',
      },
    },
    calendar: {
      title: 'Working calendar',
      where: '',
      meanwhile: 'After that only weekends rest; days off can be added under “Calendar and quiet hours”.',
      texts: {
        fine: ({ year }) => `Days off are known until ${year ?? ''}`,
        ending: ({ year }) => `Days off are known until ${year ?? ''} only; upgrade soon`,
        over: ({ year }) => `Days off were known until ${year ?? ''}; upgrade`,
      },
    },
    roles: {
      title: 'First administrators',
      where: 'Environment OPS_USERIDS, OPS_LEAD_USERIDS, HR_USERIDS, AUDITOR_USERIDS; restart afterwards',
      meanwhile:
        'Without an ops lead the server prints a one-time code at its start; whoever enters it becomes the lead.',
      texts: {
        fine: 'All of them are members',
        names_nobody: ({ userids }) => `No member has this userid: ${userids ?? ''}`,
        no_lead: 'There is no ops lead yet',
        unknown: 'The directory has not been read yet',
      },
    },
    on_call: {
      title: 'On-call numbers',
      where: 'Settings → Lost-device on-call',
      meanwhile: 'Whoever lost a phone sees no number to call; a lock that fails is told to ops alone.',
      texts: { fine: ({ people }) => `People who can be called: ${people ?? ''}`, not_set: 'Nobody is on call' },
    },
    policies: {
      title: 'Policies',
      where: 'Settings → Policies',
      meanwhile: 'Nobody is asked to acknowledge anything.',
      texts: { fine: 'At least one policy is published', not_set: 'No policy has been published' },
    },
    access_gate: {
      title: 'Signatures asked for by the second factor',
      where: '',
      meanwhile: 'People entered WeCom unchecked; the audit names them, as “let in by the second factor”.',
      texts: {
        fine: 'Nobody was let in unchecked within the last hour',
        opened: ({ openings }) =>
          `${openings ?? ''} let in within the last hour without asking for a signature; the server’s log says why`,
      },
    },
  },
  levels: { ok: 'Fine', warn: 'To do', bad: 'Broken' },
  allFine: 'All fine',
  problems: (bad, warn) =>
    [bad > 0 && `${String(bad)} broken`, warn > 0 && `${String(warn)} to do`].filter(Boolean).join(', '),
  checkedAt: (time) => `Checked ${time}; runs once a day by itself`,
  never: 'Not checked yet',
  inDoubt: 'No answer just now; how it stands is not known',
  lastAt: (time) => `Last checked ${time}`,
  run: 'Check now',
  running: 'Checking',
  where: 'Where to set it: ',
  meanwhile: 'Until then: ',
}
