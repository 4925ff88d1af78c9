import type { InitialState } from '@desk/shared/pages/initial-state'
import { preHydrationScript } from '../platform/pre-hydration-events.ts'
import type { PageAssets } from './client-build.ts'

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign)

/** JSON that no HTML parser can end or comment out, and that is a JavaScript literal too. */
const jsonForScript = (value: unknown): string =>
  JSON.stringify(value).replace(/[<\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Android's WeCom client does not answer the media query; it says so in the User-Agent (doc 94601). */
const themeAttribute = (theme: InitialState['theme'], userAgent: string): string => {
  const isDark = theme === 'dark' || (theme === 'auto' && /ColorScheme\/Dark/i.test(userAgent))
  return isDark ? ' data-theme="dark"' : ''
}

const autoThemeScript =
  "if(!document.documentElement.dataset.theme&&matchMedia('(prefers-color-scheme: dark)').matches)" +
  "document.documentElement.dataset.theme='dark'"

/**
 * A sign-in is answered with the page itself, at the address of the callback. The page's own address takes its place
 * before anything else runs: the code leaves the history, and a reload asks for the page.
 */
const ownAddressScript = (path: string) =>
  `if(location.pathname==='/auth/callback')history.replaceState(null,'',${jsonForScript(path)})`

/**
 * The page is complete without its scripts, so they wait until it is seen: fetching, reading and compiling them before
 * would only delay what a person came for. All are asked for at once then, so that none waits to be discovered. Where
 * the browser does not tell, the first frame has to do; a page in the background paints nothing and goes on after a second.
 */
const startAfterPaintScript = (entry: string, preload: readonly string[]) =>
  `(function(d,w){var n=0,O=w.PerformanceObserver;function add(tag,set){d.head.appendChild(Object.assign(d.createElement(tag),set))}` +
  `function go(){if(n++)return;${jsonForScript(preload)}.forEach(function(f){add('link',{rel:'modulepreload',href:f})});` +
  `add('script',{type:'module',src:${jsonForScript(entry)}})}` +
  `if(O&&(O.supportedEntryTypes||[]).indexOf('paint')>=0)` +
  `new O(function(l){if(l.getEntriesByName('first-contentful-paint').length)go()}).observe({type:'paint',buffered:true});` +
  `else requestAnimationFrame(function(){setTimeout(go)});setTimeout(go,1000)})(document,window)`

type DocumentInput = {
  /** The page's own address, which may differ from the one that was asked for. */
  path: string
  initialState: InitialState
  title: string
  markup: string
  css: string
  assets: PageAssets
  nonce: string
  userAgent: string
}

export function documentHtml({
  path,
  initialState,
  title,
  markup,
  css,
  assets,
  nonce,
  userAgent,
}: DocumentInput): string {
  const attribute = `nonce="${escapeHtml(nonce)}"`
  const theme = initialState.theme === 'auto' ? [autoThemeScript] : []
  const inline = [ownAddressScript(path), ...theme, preHydrationScript].join(';')
  const mode = initialState.mode === 'care' ? ' data-mode="care"' : ''
  return [
    `<!doctype html><html lang="${initialState.language}"${themeAttribute(initialState.theme, userAgent)}${mode}><head>`,
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="format-detection" content="telephone=no">',
    // No icon of our own in WeCom's title bar; without this line browsers ask for one.
    '<link rel="icon" href="data:,">',
    `<title>${escapeHtml(title)}</title>`,
    `<style ${attribute}>${css}</style>`,
    `<script ${attribute}>${inline}</script>`,
    // Inlined above. A disabled link is never fetched, and tells the page's loader that the styles are there.
    ...assets.inlinedFiles.map((file) => `<link rel="stylesheet" href="/${file}" disabled>`),
    `</head><body><div id="app">${markup}</div>`,
    `<script type="application/json" id="initial-state">${jsonForScript(initialState)}</script>`,
    // Last: the frame that it waits for is one with the page in it.
    `<script ${attribute}>${startAfterPaintScript(assets.entry, assets.preload)}</script>`,
    '</body></html>',
  ].join('')
}
