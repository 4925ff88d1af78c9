/**
 * Runs in the exported file itself, offline, in any browser with WebCrypto. Plain JavaScript in a text, because it
 * leaves the house with the evidence: whoever checks it must be able to read it whole.
 */
export const evidencePrelude = `
const data = JSON.parse(document.getElementById('data').textContent)
const verdict = document.getElementById('verdict')

const canonical = (value) => {
  if (Array.isArray(value)) return '[' + value.map((item) => canonical(item ?? null)).join(',') + ']'
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const keys = Object.keys(value).filter((key) => value[key] !== undefined).sort()
  return '{' + keys.map((key) => JSON.stringify(key) + ':' + canonical(value[key])).join(',') + '}'
}
const sha256 = async (text) => {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
const rowText = (row) => canonical([row.seq, row.at, row.actor, row.action, row.object, row.details])
const blockText = (block) => canonical([block.no, block.seqs, block.rowsHash, block.prevHash, block.sealedAt])

/** The hash of every row that the blocks seal, by its number; throws the name of the first block that does not fit. */
async function sealedRows() {
  let previous = null
  const sealed = new Map()
  for (const block of data.blocks) {
    const isSound =
      block.rowsHash === (await sha256(block.rowHashes.join('\\n'))) && block.hash === (await sha256(blockText(block)))
    if (!isSound) throw '第 ' + block.no + ' 块 / block ' + block.no
    if (previous && previous.no + 1 === block.no && block.prevHash !== previous.hash)
      throw '第 ' + previous.no + ' 块 / block ' + previous.no
    if (data.anchor && data.anchor.blockNo === block.no && data.anchor.hash !== block.hash)
      throw '存证 / anchor ' + block.no
    block.seqs.forEach((seq, index) => sealed.set(seq, block.rowHashes[index]))
    previous = block
  }
  return sealed
}
`

/** The audit's own part: its rows, drawn and checked. */
export const evidenceScript = `${evidencePrelude}
async function firstBad() {
  const sealed = await sealedRows().catch((bad) => bad)
  if (typeof sealed === 'string') return sealed
  if (sealed instanceof Error) throw sealed
  for (const row of data.rows) {
    const expected = sealed.get(row.seq)
    const isBad = expected !== undefined && expected !== (await sha256(rowText(row)))
    if (!isBad && expected === undefined) open += 1
    if (isBad) return '第 ' + row.seq + ' 条 / row ' + row.seq
  }
  return null
}
let open = 0

for (const row of data.rows) {
  const line = document.createElement('tr')
  for (const text of [row.seq, row.at, row.actor, row.action, row.object, canonical(row.details)]) {
    const cell = document.createElement('td')
    cell.textContent = String(text)
    line.append(cell)
  }
  document.getElementById('rows').append(line)
}
firstBad().then((bad) => {
  verdict.className = bad ? 'bad' : 'good'
  verdict.textContent = bad
    ? '对不上：' + bad
    : '一致：' + (data.rows.length - open) + ' 条 / intact' + (open ? '；尚未封存 ' + open + ' 条 / not sealed yet' : '')
}, (error) => {
  verdict.className = 'bad'
  verdict.textContent = '这个浏览器不能校验 / this browser cannot check it: ' + error
})
`
