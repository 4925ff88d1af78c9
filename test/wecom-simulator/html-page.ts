export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Returns a page of WeCom: an error of the authorize step, the consent, or the desktop login. `body` is HTML. */
export const plainPage = (title: string, body: string): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
:root { color-scheme: light dark }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 17px/1.5 -apple-system, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif }
main { max-width: 30em; padding: 24px; width: 100%; box-sizing: border-box }
h1 { font-size: 20px; margin: 0 0 8px }
ul { list-style: none; margin: 16px 0; padding: 0; max-height: 60vh; overflow: auto }
li a { display: flex; justify-content: space-between; gap: 12px; min-height: 44px; align-items: center; border-bottom: 1px solid #8884; text-decoration: none; color: inherit }
small { color: #5C6867 }
@media (prefers-color-scheme: dark) { small { color: #97A4A2 } }
</style></head><body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`
