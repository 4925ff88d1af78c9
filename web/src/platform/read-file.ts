/** The limit of the server for one file. */
const MAX_BYTES = 5 * 1024 * 1024
/** Larger images are scaled down before the upload; the server encodes them again in any case. */
const SHRINK_ABOVE_BYTES = 1024 * 1024
const MAX_SIDE_PX = 2400

type FileForUpload = { name: string; data: string }

/** Encodes a file for the API; null when it is too large even after scaling. */
export async function readFile(file: File): Promise<FileForUpload | null> {
  const small = file.type.startsWith('image/') && file.size > SHRINK_ABOVE_BYTES ? await shrink(file) : file
  if (small.size > MAX_BYTES) return null
  return { name: file.name, data: await base64Of(small) }
}

/** Scales an image down. Returns the original file when the client cannot decode it. */
async function shrink(file: File): Promise<Blob> {
  try {
    const image = await createImageBitmap(file)
    const scale = Math.min(1, MAX_SIDE_PX / Math.max(image.width, image.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(image.width * scale)
    canvas.height = Math.round(image.height * scale)
    const context = canvas.getContext('2d')
    if (!context) return file
    // JPEG has no transparency: without a background, transparent parts would be black.
    context.fillStyle = '#fff'
    context.fillRect(0, 0, canvas.width, canvas.height)
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    image.close()
    const blob = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, 'image/jpeg', 0.85)
    })
    return blob ?? file
  } catch {
    return file
  }
}

const base64Of = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => {
      const [, data = ''] = String(reader.result).split(',')
      resolve(data)
    }
    reader.onerror = () => {
      reject(reader.error)
    }
    reader.readAsDataURL(blob)
  })
