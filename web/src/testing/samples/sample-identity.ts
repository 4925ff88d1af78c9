import type { SessionList } from '@desk/shared/session/session-schemas'
import type { PanelView } from '@desk/shared/pages/page-schemas'

export const sampleSessions: SessionList = {
  items: [
    {
      ref: 'ses_0sample1',
      device: { client: 'wecom', system: 'ios' },
      network: '10.2.3.x',
      firstSeenAt: '2026-03-17T01:02:03.000Z',
      lastSeenAt: '2026-03-17T02:32:00.000Z',
      isCurrent: true,
      isNew: false,
      elsewhere: null,
    },
    {
      ref: 'ses_0sample2',
      device: { client: 'chrome', system: 'windows' },
      network: '10.9.8.x',
      firstSeenAt: '2026-03-16T07:00:00.000Z',
      lastSeenAt: '2026-03-16T09:12:00.000Z',
      isCurrent: false,
      isNew: true,
      elsewhere: { device: { client: 'firefox', system: 'linux' }, firstSeenAt: '2026-03-16T08:15:00.000Z' },
    },
  ],
}

export const samplePanel: PanelView = {
  corpId: 'ww0123456789abcdef',
  agentId: 1000002,
  redirectUri: 'https://desk.example.com/auth/callback',
  state: 'a1b2c3d4e5f6',
  plainUrl: 'https://login.work.weixin.qq.com/wwlogin/sso/login?state=a1b2c3d4e5f6',
}
