/**
 * Program of the image thread, as text: a bundled server has no second file to start it from. It loads `sharp` from the
 * given path. Each step is a longest side in pixels and a JPEG quality; the result of the first step that fits is taken.
 */
export const imageWorkerScript = `
const { parentPort, workerData } = require('node:worker_threads')
const sharp = require(workerData.sharpPath)
sharp.cache(false)
sharp.concurrency(1)
const steps = [[2000, 82], [2000, 68], [1600, 60], [1200, 55], [800, 50]]
const encode = async (bytes) => {
  const open = () => sharp(bytes, { limitInputPixels: workerData.maxPixels, failOn: 'error', animated: false })
  const { width, height } = await open().metadata()
  if (width * height > workerData.maxPixels) return { refused: 'too_many_pixels' }
  for (const [side, quality] of steps) {
    const jpeg = await open()
      .rotate()
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .jpeg({ quality })
      .toBuffer()
    if (jpeg.length <= workerData.maxBytes) return { bytes: new Uint8Array(jpeg) }
  }
  // Not reached: the last step is below a megabyte for any content.
  return { refused: 'unreadable' }
}
parentPort.once('message', (bytes) => {
  encode(Buffer.from(bytes))
    .catch((error) => ({ refused: /pixel limit/.test(error.message) ? 'too_many_pixels' : 'unreadable' }))
    .then((result) => parentPort.postMessage(result))
})
`
