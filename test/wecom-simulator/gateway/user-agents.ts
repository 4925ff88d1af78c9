export const deviceKinds = ['android', 'ios', 'harmony', 'windows', 'browser'] as const
export type DeviceKind = (typeof deviceKinds)[number]
export type DeviceTheme = 'light' | 'dark'

type DeviceProfile = { userAgent: (colorScheme: string) => string; platform: string; hasBridge: boolean }

/** Profiles captured from real clients. `browser` is a desktop browser without WeCom. */
const profiles: Record<DeviceKind, DeviceProfile> = {
  android: {
    userAgent: (scheme) =>
      'Mozilla/5.0 (Linux; Android 15; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0.6723.86 ' +
      `Mobile Safari/537.36 wxwork/4.1.36 MicroMessenger/7.0.1 NetType/4G Language/zh Lang/zh ColorScheme/${scheme} wwmver/3.26.36.632`,
    platform: 'Linux armv8l',
    hasBridge: true,
  },
  ios: {
    userAgent: (scheme) =>
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 ' +
      `wxwork/4.1.30 MicroMessenger/7.0.1 Language/zh ColorScheme/${scheme} wwmver/3.26.13.714`,
    platform: 'iPhone',
    hasBridge: true,
  },
  // HarmonyOS NEXT: its WebView names no ColorScheme.
  harmony: {
    userAgent: () =>
      'Mozilla/5.0 (linux; Android 13; Phone; OpenHarmony 6.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 ' +
      'Safari/537.36 Mobile MicroMessenger/7.0.1 wxwork/5.0.8',
    platform: 'Linux aarch64',
    hasBridge: true,
  },
  windows: {
    userAgent: (scheme) =>
      'Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.6668.101 Safari/537.36 ' +
      `Language/zh ColorScheme/${scheme} wxwork/4.1.39 (MicroMessenger/6.2) WindowsWechat  MailPlugin_Electron WeMail embeddisk wwmver/3.26.39.639`,
    platform: 'Win32',
    hasBridge: true,
  },
  browser: {
    userAgent: () =>
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
    platform: 'Win32',
    hasBridge: false,
  },
}

export const userAgentOf = (kind: DeviceKind, theme: DeviceTheme): string =>
  profiles[kind].userAgent(theme === 'dark' ? 'Dark' : 'Light')

export const platformOf = (kind: DeviceKind): string => profiles[kind].platform

export const hasBridge = (kind: DeviceKind): boolean => profiles[kind].hasBridge
