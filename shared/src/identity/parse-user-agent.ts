/** Programs that people know by name, and everything else. */
export const deviceClients = ['wecom', 'chrome', 'edge', 'firefox', 'safari', 'other'] as const
export const deviceSystems = ['android', 'ios', 'windows', 'mac', 'linux', 'other'] as const

export type Device = { client: (typeof deviceClients)[number]; system: (typeof deviceSystems)[number] }

/** In this order: WeCom names the browser it is made of too, and Edge calls itself Chrome, which calls itself Safari. */
const clientSigns: readonly [RegExp, Device['client']][] = [
  [/wxwork\//i, 'wecom'],
  [/\bEdgA?\//, 'edge'],
  [/\bFirefox\/|\bFxiOS\//, 'firefox'],
  [/\bChrome\/|\bCriOS\//, 'chrome'],
  [/\bSafari\//, 'safari'],
]
const systemSigns: readonly [RegExp, Device['system']][] = [
  [/Android|HarmonyOS/i, 'android'],
  [/iPhone|iPad|iPod/, 'ios'],
  [/Windows/, 'windows'],
  [/Macintosh|Mac OS X/, 'mac'],
  [/Linux|X11/, 'linux'],
]

const firstOf = <Name>(signs: readonly [RegExp, Name][], text: string, otherwise: Name): Name =>
  signs.find(([sign]) => sign.test(text))?.[1] ?? otherwise

/** What a person would call the thing in his hand. A User-Agent says what it likes: shown to its owner, decides nothing. */
export const deviceOf = (userAgent: string): Device => ({
  client: firstOf(clientSigns, userAgent, 'other'),
  system: firstOf(systemSigns, userAgent, 'other'),
})
