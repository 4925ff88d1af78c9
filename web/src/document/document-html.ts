import type { InitialState } from '@desk/shared/pages/initial-state'
import { messagesIn } from '../locales/load-messages.ts'
import { chunkErrorScript } from '../platform/chunk-error.ts'
import { preHydrationScript } from '../platform/pre-hydration-events.ts'
import type { PageAssets } from './client-build.ts'

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (character) => escapes[character] ?? character)

/** Serialises JSON for a script element: without `<`, so that it cannot close the element, and valid as JavaScript as well. */
const jsonForScript = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

// The Android client of WeCom does not support the media query and reports the theme in the user agent (doc 94601).
const themeAttribute = (theme: InitialState['theme'], userAgent: string): string => {
  const isDark = theme === 'dark' || (theme === 'auto' && /ColorScheme\/Dark/i.test(userAgent))
  return isDark ? ' data-theme="dark"' : ''
}

const autoThemeScript =
  "if(!document.documentElement.dataset.theme&&matchMedia('(prefers-color-scheme: dark)').matches)" +
  "document.documentElement.dataset.theme='dark'"

// The sign-in callback responds with the page itself. This script replaces the URL of the callback with the URL of the
// page before any other script: the code leaves the history, and a reload loads the page.
const replaceUrlScript = (path: string) =>
  `if(location.pathname==='/auth/callback')history.replaceState(null,'',${jsonForScript(path)})`

/**
 * Loads the scripts after the first contentful paint: the page is complete without them, and loading them earlier would
 * delay it. All are requested at once. Browsers that do not report the paint start after the first frame; a page in the
 * background is not painted and starts after one second. An entry that cannot be loaded is reported as Vite reports chunks.
 */
const startAfterPaintScript = (entry: string, preload: readonly string[]) =>
  `(function(d,w){var n=0,O=w.PerformanceObserver;function add(tag,set){d.head.appendChild(Object.assign(d.createElement(tag),set))}` +
  `function go(){if(n++)return;${jsonForScript(preload)}.forEach(function(f){add('link',{rel:'modulepreload',href:f})});` +
  `add('script',{type:'module',src:${jsonForScript(entry)},onerror:function(){w.dispatchEvent(new Event('vite:preloadError'))}})}` +
  `if(O&&(O.supportedEntryTypes||[]).indexOf('paint')>=0)` +
  `new O(function(l){if(l.getEntriesByName('first-contentful-paint').length)go()}).observe({type:'paint',buffered:true});` +
  `else requestAnimationFrame(function(){setTimeout(go)});setTimeout(go,1000)})(document,window)`

const chunkErrorNotice = ({ language }: InitialState): string => {
  const { error, retry } = messagesIn(language, 'core').problem
  return jsonForScript(
    `<p role="alert" class="error-text">${escapeHtml(error)} <a href="">${escapeHtml(retry)}</a></p>`,
  )
}

/**
 * A part of a document. `fixed`: one of few texts, each of which the server compresses once. `kept`: the same object is passed
 * while the text is unchanged, so that its compressed form is used again. `own`: differs in each response.
 */
export type DocumentPart = { text: string; kind: 'fixed' | 'kept' | 'own' }

/** The texts of a document around what each response has of its own: the nonce and the time. */
export type DocumentTexts = { css: string; head: string; body: string; end: string }

type TextsInput = {
  /** The path of the page, which may differ from the requested one. */
  path: string
  initialState: InitialState
  /** The initial state as JSON, without its time. */
  json: string
  title: string
  markup: string
  /** Styles of this page beside those of `assets`. */
  css: string
  assets: PageAssets
}

/** Serialises the initial state without its time. */
export const timelessJson = (state: InitialState): string => jsonForScript({ ...state, now: undefined })

/** Returns the texts of a document. They depend on nothing but the path, the state without its time, and the markup. */
export function documentTexts({ path, initialState, json, title, markup, css, assets }: TextsInput): DocumentTexts {
  const theme = initialState.theme === 'auto' ? [autoThemeScript] : []
  const chunkError = chunkErrorScript(chunkErrorNotice(initialState))
  const body = [
    [replaceUrlScript(path), ...theme, preHydrationScript, chunkError].join(';'),
    '</script>',
    // Inlined above. A disabled link is never fetched, and the loader of Vite finds the stylesheet as loaded.
    ...assets.inlinedFiles.map((file) => `<link rel="stylesheet" href="/${file}" disabled>`),
    `</head><body><div id="app">${markup}</div>`,
    `<script type="application/json" id="initial-state">${json.slice(0, -1)},"now":`,
  ].join('')
  // Last, so that the frame it waits for contains the page.
  const end = `${startAfterPaintScript(assets.entry, assets.preload)}</script></body></html>`
  return { css: assets.css, head: `${css}</style><title>${escapeHtml(title)}</title>`, body, end }
}

type PartsInput = {
  texts: DocumentTexts
  /** The body as a part that is used again; null: this document is the only one with it. */
  keptBody: DocumentPart | null
  initialState: InitialState
  nonce: string
  userAgent: string
}

/** Returns the parts of a document in order. Without a kept body, all that follows the styles is one part. */
export function documentParts({ texts, keptBody, initialState, nonce, userAgent }: PartsInput): DocumentPart[] {
  const nonceAttribute = `nonce="${escapeHtml(nonce)}">`
  const mode = initialState.mode === 'care' ? ' data-mode="care"' : ''
  const start = [
    `<!doctype html><html lang="${initialState.language}"${themeAttribute(initialState.theme, userAgent)}${mode}><head>`,
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="format-detection" content="telephone=no">',
    // WeCom shows no icon in its title bar; without this line browsers request one.
    '<link rel="icon" href="data:,">',
    '<style ',
  ].join('')
  const own = (text: string): DocumentPart => ({ text, kind: 'own' })
  const fixed = (text: string): DocumentPart => ({ text, kind: 'fixed' })
  const styles = [fixed(start), own(nonceAttribute), fixed(texts.css)]
  const beforeBody = `${texts.head}<script ${nonceAttribute}`
  const afterBody = `${jsonForScript(initialState.now)}}</script><script ${nonceAttribute}`
  return keptBody
    ? [...styles, own(beforeBody), keptBody, own(afterBody), fixed(texts.end)]
    : [...styles, own(beforeBody + texts.body + afterBody + texts.end)]
}
