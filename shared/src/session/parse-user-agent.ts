/** Client programs with a known name, and all others. */
export const deviceClients = ['wecom', 'chrome', 'edge', 'firefox', 'safari', 'other'] as const
export const deviceSystems = ['harmony', 'android', 'ios', 'windows', 'mac', 'linux', 'other'] as const

export type Device = { client: (typeof deviceClients)[number]; system: (typeof deviceSystems)[number] }

/**
 * Order matters: WeCom's User-Agent contains its browser engine too, Edge's contains Chrome, and Chrome's contains
 * Safari.
 */
const clientPatterns: readonly [RegExp, Device['client']][] = [
  [/wxwork\//i, 'wecom'],
  [/\bEdgA?\//, 'edge'],
  [/\bFirefox\/|\bFxiOS\//, 'firefox'],
  [/\bChrome\/|\bCriOS\//, 'chrome'],
  [/\bSafari\//, 'safari'],
]
const systemPatterns: readonly [RegExp, Device['system']][] = [
  // HarmonyOS NEXT; its WebView (ArkWeb) may name Android, too. An older HarmonyOS is an Android.
  [/OpenHarmony|ArkWeb/i, 'harmony'],
  [/Android|HarmonyOS/i, 'android'],
  [/iPhone|iPad|iPod/, 'ios'],
  [/Windows/, 'windows'],
  [/Macintosh|Mac OS X/, 'mac'],
  [/Linux|X11/, 'linux'],
]

const firstOf = <Name>(patterns: readonly [RegExp, Name][], text: string, otherwise: Name): Name =>
  patterns.find(([pattern]) => pattern.test(text))?.[1] ?? otherwise

/** Returns the client program alone. */
export const clientOf = (userAgent: string): Device['client'] => firstOf(clientPatterns, userAgent, 'other')

/**
 * Returns the client program and the operating system. A User-Agent can be forged, so it never gives a right, it only
 * takes some away: a session that is used from another kind of device loses its roles.
 */
export const deviceOf = (userAgent: string): Device => ({
  client: clientOf(userAgent),
  system: firstOf(systemPatterns, userAgent, 'other'),
})
